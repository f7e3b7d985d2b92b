// Italian.

import type { Translation } from "./translation.ts";

export const words: Translation<"one" | "many"> = ({ plural, number }) => ({
  lang: "it",
  dir: "ltr",

  launcherOpen: "Apri la chat",
  launcherOpenUnread: (count) =>
    `Apri la chat, ${plural(count, { one: "# messaggio non letto", many: "# di messaggi non letti", other: "# messaggi non letti" })}`,
  launcherClose: "Chiudi la chat",
  close: "Chiudi",

  title: "Scrivici",
  titleAgent: (agent) => `Chat con ${agent}`,
  stateNone: "Scrivi quando vuoi",
  stateOpen: "Qualcuno del team ti risponderà qui. Puoi chiudere questa finestra: la chat resta aperta.",
  stateActive: (agent) => `${agent} è qui con te`,
  stateActiveUnnamed: "Qualcuno del team è qui con te",
  stateWaiting: (agent) => `${agent} riceverà un avviso quando scrivi`,
  stateWaitingUnnamed: "Riceveremo un avviso quando scrivi",
  stateClosed: (date) =>
    `Questa conversazione è stata chiusa in data ${date}. Scrivi per iniziarne una nuova.`,
  stateClosedToday: "Questa conversazione è stata chiusa oggi. Scrivi per iniziarne una nuova.",
  stateClosedUndated: "Questa conversazione è stata chiusa. Scrivi per iniziarne una nuova.",
  hoursClosed: "Ora siamo chiusi. Lasciaci un messaggio.",
  hoursFrom: (when) => `Rispondiamo a partire da: ${when}. Lasciaci un messaggio.`,

  connecting: "Connessione in corso…",
  offline: "Sei offline. Ciò che scrivi verrà inviato più tardi.",
  trouble: "La chat non è raggiungibile. Riproviamo automaticamente.",
  authRequired: "Accedi di nuovo per continuare.",
  storageMemory: "I messaggi non inviati non possono essere conservati su questo dispositivo.",
  signIn: "Accedi",
  signInTitle: "Accedi per chattare",
  signInText: "La conversazione resta nel tuo account, su ogni dispositivo.",

  greeting: "Ciao! Come possiamo aiutarti?",
  greetingNamed: (name) => `Ciao ${name}, come possiamo aiutarti?`,
  greetingText: "Scrivi quando ti è comodo. La risposta resta qui: puoi andare e tornare.",

  transcript: "Messaggi",
  loading: "Caricamento dei messaggi",
  loadingOlder: "Caricamento dei messaggi precedenti…",
  olderFailed: "I messaggi precedenti non sono stati caricati.",
  tryAgain: "Riprova",
  newMessages: "Nuovi messaggi",
  search: "Cerca nei messaggi",
  searchCount: (present, of) => `${number(present)} di ${number(of)}`,
  searchCountOlder: (present, of) => `${number(present)} di ${number(of)}, ricerca nei messaggi precedenti…`,
  searchOlder: "Ricerca nei messaggi precedenti…",
  searchNone: "Nessun risultato",
  searchEarlier: "Risultato precedente",
  searchLater: "Risultato successivo",
  jump: "Vai al più recente",
  jumpNew: (count) =>
    `${plural(count, { one: "# nuovo messaggio", many: "# di nuovi messaggi", other: "# nuovi messaggi" })}, vai al più recente`,
  today: "Oggi",
  yesterday: "Ieri",
  tomorrow: (time) => `domani, ${time}`,

  you: "Tu",
  said: (who, time) => `${who}, ${time}: `,
  edited: "modificato",
  deleted: "Messaggio eliminato",
  queued: "Su questo dispositivo",
  unsaved: "Non salvato su questo dispositivo",
  sending: "Invio in corso",
  sent: "Inviato",
  read: "Letto",
  failed: "Non inviato",
  held: "Non inviato: scritto più di un giorno fa",
  sendNow: "Invia ora",
  failedText: "questo testo non può essere inviato così com’è",
  failedForbidden: "questo account non può scrivere qui",
  failedRejected: "la chat non lo ha accettato",
  failedAlert: (reason) => `Messaggio non inviato: ${reason}.`,
  retry: "Invia di nuovo",
  edit: "Modifica",
  discard: "Elimina",

  noticeOpened: (date) => `Nuova conversazione, ${date}`,
  noticeOpenedToday: "Nuova conversazione, oggi",
  noticeJoined: (agent) => `${agent} partecipa alla conversazione`,
  noticeChanged: (agent) => `Ora ti segue ${agent}`,
  noticeWaiting: (agent) => `${agent} torna più tardi; scrivi quando vuoi`,
  noticeResumed: (agent) => `${agent} è di nuovo qui`,
  noticeClosed: (agent) => `${agent} ha chiuso questa conversazione`,
  noticeClosedUnnamed: "La conversazione è terminata",
  anAgent: "Il nostro team",

  composer: "Messaggio",
  placeholder: "Scrivi un messaggio",
  send: "Invia",
  charactersLeft: (count) =>
    plural(count, {
      one: "# carattere rimasto",
      many: "# di caratteri rimasti",
      other: "# caratteri rimasti",
    }),
  charactersOver: (count) =>
    plural(count, {
      one: "# carattere di troppo",
      many: "# di caratteri di troppo",
      other: "# caratteri di troppo",
    }),
  sendFailed: "Invio non riuscito. Il testo è ancora qui.",
  announceNew: (count) =>
    plural(count, { one: "# nuovo messaggio", many: "# di nuovi messaggi", other: "# nuovi messaggi" }),
});
