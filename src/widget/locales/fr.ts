// French.

import type { Translation } from "./translation.ts";

export const words: Translation<"one" | "many"> = ({ plural, number }) => ({
  lang: "fr",
  dir: "ltr",

  launcherOpen: "Ouvrir le chat",
  launcherOpenUnread: (count) =>
    `Ouvrir le chat, ${plural(count, { one: "# message non lu", many: "# de messages non lus", other: "# messages non lus" })}`,
  launcherClose: "Fermer le chat",
  close: "Fermer",

  title: "Écrivez-nous",
  titleAgent: (agent) => `Discussion avec ${agent}`,
  stateNone: "Écrivez quand vous voulez",
  stateOpen:
    "Un conseiller vous répondra ici. Vous pouvez fermer cette fenêtre, la discussion reste ouverte.",
  stateActive: (agent) => `${agent} est avec vous`,
  stateActiveUnnamed: "Un conseiller est avec vous",
  stateWaiting: (agent) => `${agent} recevra une alerte dès que vous écrirez`,
  stateWaitingUnnamed: "Nous recevrons une alerte dès que vous écrirez",
  stateClosed: (date) => `Cette conversation a été close le ${date}. Écrivez pour en commencer une nouvelle.`,
  stateClosedToday: "Cette conversation a été close aujourd’hui. Écrivez pour en commencer une nouvelle.",
  stateClosedUndated: "Cette conversation a été close. Écrivez pour en commencer une nouvelle.",
  hoursClosed: "Nous sommes fermés pour le moment. Laissez-nous un message.",
  hoursFrom: (when) => `Nous répondons à partir de : ${when}. Laissez-nous un message.`,

  connecting: "Connexion…",
  offline: "Vous êtes hors ligne. Vos messages partiront plus tard.",
  trouble: "Le chat est injoignable. Nouvel essai automatique.",
  authRequired: "Reconnectez-vous pour continuer.",
  storageMemory: "Les messages non envoyés ne peuvent pas être conservés sur cet appareil.",
  signIn: "Se connecter",
  signInTitle: "Connectez-vous pour discuter",
  signInText: "Votre conversation est gardée avec votre compte, sur tous vos appareils.",

  greeting: "Bonjour ! Comment pouvons-nous vous aider ?",
  greetingNamed: (name) => `Bonjour ${name}, comment pouvons-nous vous aider ?`,
  greetingText: "Écrivez quand cela vous convient. La réponse reste ici : vous pouvez partir et revenir.",

  transcript: "Messages",
  loading: "Chargement des messages",
  loadingOlder: "Chargement des messages précédents…",
  olderFailed: "Les messages précédents n’ont pas pu être chargés.",
  tryAgain: "Réessayer",
  newMessages: "Nouveaux messages",
  search: "Rechercher dans les messages",
  searchCount: (present, of) => `${number(present)} sur ${number(of)}`,
  searchCountOlder: (present, of) =>
    `${number(present)} sur ${number(of)}, recherche dans les messages plus anciens…`,
  searchOlder: "Recherche dans les messages plus anciens…",
  searchNone: "Aucun résultat",
  searchEarlier: "Résultat précédent",
  searchLater: "Résultat suivant",
  jump: "Aller au plus récent",
  jumpNew: (count) =>
    `${plural(count, { one: "# nouveau message", many: "# de nouveaux messages", other: "# nouveaux messages" })}, aller au plus récent`,
  today: "Aujourd’hui",
  yesterday: "Hier",
  tomorrow: (time) => `demain, ${time}`,

  you: "Vous",
  said: (who, time) => `${who}, ${time}: `,
  edited: "modifié",
  deleted: "Message supprimé",
  queued: "Sur cet appareil",
  unsaved: "Non enregistré sur cet appareil",
  sending: "Envoi en cours",
  sent: "Envoyé",
  read: "Lu",
  failed: "Non envoyé",
  held: "Non envoyé : écrit il y a plus d’un jour",
  sendNow: "Envoyer maintenant",
  failedText: "ce texte ne peut pas être envoyé tel quel",
  failedForbidden: "ce compte ne peut pas écrire ici",
  failedRejected: "le chat ne l’a pas accepté",
  failedAlert: (reason) => `Message non envoyé : ${reason}.`,
  retry: "Renvoyer",
  edit: "Modifier",
  discard: "Supprimer",

  noticeOpened: (date) => `Nouvelle conversation, ${date}`,
  noticeOpenedToday: "Nouvelle conversation, aujourd’hui",
  noticeJoined: (agent) => `${agent} a rejoint la conversation`,
  noticeChanged: (agent) => `${agent} a pris le relais`,
  noticeWaiting: (agent) => `${agent} s’absente un moment ; écrivez quand vous voulez`,
  noticeResumed: (agent) => `${agent} est de retour`,
  noticeClosed: (agent) => `${agent} a mis fin à cette conversation`,
  noticeClosedUnnamed: "La conversation est terminée",
  anAgent: "Un conseiller",

  composer: "Message",
  placeholder: "Écrivez un message",
  send: "Envoyer",
  charactersLeft: (count) =>
    plural(count, {
      one: "# caractère restant",
      many: "# de caractères restants",
      other: "# caractères restants",
    }),
  charactersOver: (count) =>
    plural(count, {
      one: "# caractère en trop",
      many: "# de caractères en trop",
      other: "# caractères en trop",
    }),
  sendFailed: "L’envoi a échoué. Votre texte est toujours là.",
  announceNew: (count) =>
    plural(count, { one: "# nouveau message", many: "# de nouveaux messages", other: "# nouveaux messages" }),
});
