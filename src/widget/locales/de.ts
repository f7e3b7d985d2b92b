// German.

import type { Translation } from "./translation.ts";

export const words: Translation<"one"> = ({ plural, number }) => ({
  lang: "de",
  dir: "ltr",

  launcherOpen: "Chat öffnen",
  launcherOpenUnread: (count) =>
    `Chat öffnen, ${plural(count, { one: "# ungelesene Nachricht", other: "# ungelesene Nachrichten" })}`,
  launcherClose: "Chat schließen",
  close: "Schließen",

  title: "Schreiben Sie uns",
  titleAgent: (agent) => `Chat mit ${agent}`,
  stateNone: "Schreiben Sie, wann immer Sie möchten",
  stateOpen:
    "Hier antwortet Ihnen jemand aus unserem Team. Sie können das Fenster schließen; der Chat bleibt offen.",
  stateActive: (agent) => `${agent} ist für Sie da`,
  stateActiveUnnamed: "Jemand aus unserem Team ist für Sie da",
  stateWaiting: (agent) => `${agent} wird benachrichtigt, wenn Sie schreiben`,
  stateWaitingUnnamed: "Wir werden benachrichtigt, wenn Sie schreiben",
  stateClosed: (date) =>
    `Diese Unterhaltung wurde am ${date} beendet. Schreiben Sie, um eine neue zu beginnen.`,
  stateClosedToday: "Diese Unterhaltung wurde heute beendet. Schreiben Sie, um eine neue zu beginnen.",
  stateClosedUndated: "Diese Unterhaltung wurde beendet. Schreiben Sie, um eine neue zu beginnen.",
  hoursClosed: "Wir haben gerade geschlossen. Hinterlassen Sie uns eine Nachricht.",
  hoursFrom: (when) => `Wir antworten wieder: ${when}. Hinterlassen Sie uns eine Nachricht.`,

  connecting: "Verbindung wird hergestellt…",
  offline: "Sie sind offline. Was Sie schreiben, wird später gesendet.",
  trouble: "Der Chat ist nicht erreichbar. Wir versuchen es von selbst weiter.",
  authRequired: "Bitte melden Sie sich erneut an, um fortzufahren.",
  storageMemory: "Ungesendete Nachrichten können auf diesem Gerät nicht aufbewahrt werden.",
  signIn: "Anmelden",
  signInTitle: "Zum Chatten anmelden",
  signInText: "Ihre Unterhaltung bleibt bei Ihrem Konto, auf jedem Gerät.",

  greeting: "Guten Tag! Wie können wir helfen?",
  greetingNamed: (name) => `Guten Tag, ${name}! Wie können wir helfen?`,
  greetingText:
    "Schreiben Sie, wann es Ihnen passt. Die Antwort bleibt hier, Sie können also gehen und wiederkommen.",

  transcript: "Nachrichten",
  loading: "Nachrichten werden geladen",
  loadingOlder: "Frühere Nachrichten werden geladen…",
  olderFailed: "Frühere Nachrichten konnten nicht geladen werden.",
  tryAgain: "Erneut versuchen",
  newMessages: "Neue Nachrichten",
  search: "Nachrichten durchsuchen",
  searchCount: (present, of) => `${number(present)} von ${number(of)}`,
  searchCountOlder: (present, of) =>
    `${number(present)} von ${number(of)}, ältere Nachrichten werden durchsucht…`,
  searchOlder: "Ältere Nachrichten werden durchsucht…",
  searchNone: "Nichts gefunden",
  searchEarlier: "Vorheriger Treffer",
  searchLater: "Nächster Treffer",
  jump: "Zur neuesten Nachricht",
  jumpNew: (count) =>
    `${plural(count, { one: "# neue Nachricht", other: "# neue Nachrichten" })}, zur neuesten`,
  today: "Heute",
  yesterday: "Gestern",
  tomorrow: (time) => `morgen, ${time}`,

  you: "Sie",
  said: (who, time) => `${who}, ${time}: `,
  edited: "bearbeitet",
  deleted: "Nachricht gelöscht",
  queued: "Auf diesem Gerät",
  unsaved: "Nicht auf diesem Gerät gespeichert",
  sending: "Wird gesendet",
  sent: "Gesendet",
  read: "Gelesen",
  failed: "Nicht gesendet",
  held: "Nicht gesendet: vor mehr als einem Tag geschrieben",
  sendNow: "Jetzt senden",
  failedText: "dieser Text kann so nicht gesendet werden",
  failedForbidden: "mit diesem Konto kann hier nicht geschrieben werden",
  failedRejected: "der Chat hat sie nicht angenommen",
  failedAlert: (reason) => `Nachricht nicht gesendet: ${reason}.`,
  retry: "Erneut senden",
  edit: "Bearbeiten",
  discard: "Verwerfen",

  noticeOpened: (date) => `Neue Unterhaltung, ${date}`,
  noticeOpenedToday: "Neue Unterhaltung, heute",
  noticeJoined: (agent) => `${agent} ist jetzt da`,
  noticeChanged: (agent) => `${agent} hat übernommen`,
  noticeWaiting: (agent) => `${agent} ist kurz weg; schreiben Sie, wann immer Sie möchten`,
  noticeResumed: (agent) => `${agent} ist wieder da`,
  noticeClosed: (agent) => `${agent} hat diese Unterhaltung beendet`,
  noticeClosedUnnamed: "Die Unterhaltung ist beendet",
  anAgent: "Unser Team",

  composer: "Nachricht",
  placeholder: "Nachricht schreiben",
  send: "Senden",
  charactersLeft: (count) => plural(count, { one: "Noch # Zeichen", other: "Noch # Zeichen" }),
  charactersOver: (count) => plural(count, { one: "# Zeichen zu viel", other: "# Zeichen zu viel" }),
  sendFailed: "Das konnte nicht gesendet werden. Ihr Text ist noch hier.",
  announceNew: (count) => plural(count, { one: "# neue Nachricht", other: "# neue Nachrichten" }),
});
