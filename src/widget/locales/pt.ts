// Portuguese.

import type { Translation } from "./translation.ts";

export const words: Translation<"one" | "many"> = ({ plural, number }) => ({
  lang: "pt",
  dir: "ltr",

  launcherOpen: "Abrir o chat",
  launcherOpenUnread: (count) =>
    `Abrir o chat, ${plural(count, { one: "# mensagem por ler", many: "# de mensagens por ler", other: "# mensagens por ler" })}`,
  launcherClose: "Fechar o chat",
  close: "Fechar",

  title: "Fale connosco",
  titleAgent: (agent) => `Conversa com ${agent}`,
  stateNone: "Escreva quando quiser",
  stateOpen: "Alguém da equipa responde aqui. Pode fechar esta janela; a conversa continua aberta.",
  stateActive: (agent) => `${agent} está consigo`,
  stateActiveUnnamed: "Alguém da equipa está consigo",
  stateWaiting: (agent) => `${agent} recebe um aviso quando escrever`,
  stateWaitingUnnamed: "Recebemos um aviso quando escrever",
  stateClosed: (date) => `Esta conversa foi encerrada a ${date}. Escreva para iniciar outra.`,
  stateClosedToday: "Esta conversa foi encerrada hoje. Escreva para iniciar outra.",
  stateClosedUndated: "Esta conversa foi encerrada. Escreva para iniciar outra.",
  hoursClosed: "De momento estamos fechados. Deixe a sua mensagem.",
  hoursFrom: (when) => `Respondemos a partir de: ${when}. Deixe a sua mensagem.`,

  connecting: "A ligar…",
  offline: "Está sem ligação. O que escrever será enviado mais tarde.",
  trouble: "Não é possível aceder ao chat. Tentamos de novo automaticamente.",
  authRequired: "Inicie sessão novamente para continuar.",
  storageMemory: "As mensagens por enviar não podem ser guardadas neste dispositivo.",
  signIn: "Iniciar sessão",
  signInTitle: "Inicie sessão para conversar",
  signInText: "A sua conversa fica na sua conta, em todos os dispositivos.",

  greeting: "Olá! Como podemos ajudar?",
  greetingNamed: (name) => `Olá, ${name}! Como podemos ajudar?`,
  greetingText: "Escreva quando lhe der jeito. A resposta fica aqui: pode sair e voltar.",

  transcript: "Mensagens",
  loading: "A carregar mensagens",
  loadingOlder: "A carregar mensagens anteriores…",
  olderFailed: "Não foi possível carregar as mensagens anteriores.",
  tryAgain: "Tentar de novo",
  newMessages: "Novas mensagens",
  search: "Pesquisar mensagens",
  searchCount: (present, of) => `${number(present)} de ${number(of)}`,
  searchCountOlder: (present, of) =>
    `${number(present)} de ${number(of)}, a pesquisar mensagens mais antigas…`,
  searchOlder: "A pesquisar mensagens mais antigas…",
  searchNone: "Sem resultados",
  searchEarlier: "Resultado anterior",
  searchLater: "Resultado seguinte",
  jump: "Ir para a mais recente",
  jumpNew: (count) =>
    `${plural(count, { one: "# mensagem nova", many: "# de mensagens novas", other: "# mensagens novas" })}, ir para a mais recente`,
  today: "Hoje",
  yesterday: "Ontem",
  tomorrow: (time) => `amanhã, ${time}`,

  you: "Eu",
  said: (who, time) => `${who}, ${time}: `,
  edited: "editada",
  deleted: "Mensagem eliminada",
  queued: "Neste dispositivo",
  unsaved: "Não guardada neste dispositivo",
  sending: "A enviar",
  sent: "Enviada",
  read: "Lida",
  failed: "Não enviada",
  held: "Não enviada: escrita há mais de um dia",
  sendNow: "Enviar agora",
  failedText: "este texto não pode ser enviado assim",
  failedForbidden: "esta conta não pode escrever aqui",
  failedRejected: "o chat não a aceitou",
  failedAlert: (reason) => `Mensagem não enviada: ${reason}.`,
  retry: "Reenviar",
  edit: "Editar",
  discard: "Descartar",

  noticeOpened: (date) => `Nova conversa, ${date}`,
  noticeOpenedToday: "Nova conversa, hoje",
  noticeJoined: (agent) => `${agent} entrou na conversa`,
  noticeChanged: (agent) => `${agent} assumiu a conversa`,
  noticeWaiting: (agent) => `${agent} ausentou-se; escreva quando quiser`,
  noticeResumed: (agent) => `${agent} está de volta`,
  noticeClosed: (agent) => `${agent} encerrou esta conversa`,
  noticeClosedUnnamed: "A conversa terminou",
  anAgent: "A nossa equipa",

  composer: "Mensagem",
  placeholder: "Escreva uma mensagem",
  send: "Enviar",
  charactersLeft: (count) =>
    plural(count, { one: "Resta # carácter", many: "Restam # de caracteres", other: "Restam # caracteres" }),
  charactersOver: (count) =>
    plural(count, { one: "# carácter a mais", many: "# de caracteres a mais", other: "# caracteres a mais" }),
  sendFailed: "Não foi possível enviar. O seu texto continua aqui.",
  announceNew: (count) =>
    plural(count, { one: "# mensagem nova", many: "# de mensagens novas", other: "# mensagens novas" }),
});
