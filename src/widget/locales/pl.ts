// Polish.

import type { Translation } from "./translation.ts";

export const words: Translation<"one" | "few" | "many"> = ({ plural, number }) => ({
  lang: "pl",
  dir: "ltr",

  launcherOpen: "Otwórz czat",
  launcherOpenUnread: (count) =>
    `Otwórz czat, ${plural(count, { one: "# nieprzeczytana wiadomość", few: "# nieprzeczytane wiadomości", many: "# nieprzeczytanych wiadomości", other: "# nieprzeczytanej wiadomości" })}`,
  launcherClose: "Zamknij czat",
  close: "Zamknij",

  title: "Napisz do nas",
  titleAgent: (agent) => `Rozmowa: ${agent}`,
  stateNone: "Pisz, kiedy zechcesz",
  stateOpen: "Tu odpowie ktoś z naszego zespołu. Możesz zamknąć okno – rozmowa pozostanie otwarta.",
  stateActive: (agent) => `${agent} jest z Tobą`,
  stateActiveUnnamed: "Jest z Tobą ktoś z naszego zespołu",
  stateWaiting: (agent) => `${agent} dostanie powiadomienie, gdy napiszesz`,
  stateWaitingUnnamed: "Dostaniemy powiadomienie, gdy napiszesz",
  stateClosed: (date) => `Tę rozmowę zakończono ${date}. Napisz, aby rozpocząć nową.`,
  stateClosedToday: "Tę rozmowę zakończono dzisiaj. Napisz, aby rozpocząć nową.",
  stateClosedUndated: "Tę rozmowę zakończono. Napisz, aby rozpocząć nową.",
  hoursClosed: "Teraz nas nie ma. Zostaw wiadomość.",
  hoursFrom: (when) => `Odpowiemy: ${when}. Zostaw wiadomość.`,

  connecting: "Łączenie…",
  offline: "Brak połączenia. To, co napiszesz, wyślemy później.",
  trouble: "Czat jest nieosiągalny. Ponawiamy automatycznie.",
  authRequired: "Zaloguj się ponownie, aby kontynuować.",
  storageMemory: "Niewysłanych wiadomości nie można zachować na tym urządzeniu.",
  signIn: "Zaloguj się",
  signInTitle: "Zaloguj się, aby porozmawiać",
  signInText: "Rozmowa jest na Twoim koncie, na każdym urządzeniu.",

  greeting: "Dzień dobry! W czym możemy pomóc?",
  greetingNamed: (name) => `Dzień dobry, ${name}! W czym możemy pomóc?`,
  greetingText: "Pisz, kiedy Ci wygodnie. Odpowiedź zostanie tutaj – możesz wyjść i wrócić.",

  transcript: "Wiadomości",
  loading: "Wczytywanie wiadomości",
  loadingOlder: "Wczytywanie wcześniejszych wiadomości…",
  olderFailed: "Nie udało się wczytać wcześniejszych wiadomości.",
  tryAgain: "Spróbuj ponownie",
  newMessages: "Nowe wiadomości",
  search: "Szukaj w wiadomościach",
  searchCount: (present, of) => `${number(present)} z ${number(of)}`,
  searchCountOlder: (present, of) =>
    `${number(present)} z ${number(of)}, przeszukiwanie starszych wiadomości…`,
  searchOlder: "Przeszukiwanie starszych wiadomości…",
  searchNone: "Nic nie znaleziono",
  searchEarlier: "Poprzedni wynik",
  searchLater: "Następny wynik",
  jump: "Przejdź do najnowszej",
  jumpNew: (count) =>
    `${plural(count, { one: "# nowa wiadomość", few: "# nowe wiadomości", many: "# nowych wiadomości", other: "# nowej wiadomości" })}, przejdź do najnowszej`,
  today: "Dzisiaj",
  yesterday: "Wczoraj",
  tomorrow: (time) => `jutro, ${time}`,

  you: "Ty",
  said: (who, time) => `${who}, ${time}: `,
  edited: "edytowano",
  deleted: "Wiadomość usunięta",
  queued: "Na tym urządzeniu",
  unsaved: "Niezapisana na tym urządzeniu",
  sending: "Wysyłanie",
  sent: "Wysłana",
  read: "Przeczytana",
  failed: "Niewysłana",
  held: "Niewysłana: napisana ponad dobę temu",
  sendNow: "Wyślij teraz",
  failedText: "tego tekstu nie można wysłać w tej postaci",
  failedForbidden: "to konto nie może tu pisać",
  failedRejected: "czat jej nie przyjął",
  failedAlert: (reason) => `Wiadomość niewysłana: ${reason}.`,
  retry: "Wyślij ponownie",
  edit: "Edytuj",
  discard: "Odrzuć",

  noticeOpened: (date) => `Nowa rozmowa, ${date}`,
  noticeOpenedToday: "Nowa rozmowa, dzisiaj",
  noticeJoined: (agent) => `${agent} dołącza do rozmowy`,
  noticeChanged: (agent) => `${agent} przejmuje rozmowę`,
  noticeWaiting: (agent) => `${agent} wróci później; pisz, kiedy zechcesz`,
  noticeResumed: (agent) => `${agent} znów tu jest`,
  noticeClosed: (agent) => `Rozmowę kończy ${agent}`,
  noticeClosedUnnamed: "Rozmowa została zakończona",
  anAgent: "Nasz zespół",

  composer: "Wiadomość",
  placeholder: "Napisz wiadomość",
  send: "Wyślij",
  charactersLeft: (count) =>
    plural(count, {
      one: "Pozostał # znak",
      few: "Pozostały # znaki",
      many: "Pozostało # znaków",
      other: "Pozostało # znaku",
    }),
  charactersOver: (count) =>
    plural(count, {
      one: "Za dużo o # znak",
      few: "Za dużo o # znaki",
      many: "Za dużo o # znaków",
      other: "Za dużo o # znaku",
    }),
  sendFailed: "Nie udało się wysłać. Tekst wciąż tu jest.",
  announceNew: (count) =>
    plural(count, {
      one: "# nowa wiadomość",
      few: "# nowe wiadomości",
      many: "# nowych wiadomości",
      other: "# nowej wiadomości",
    }),
});
