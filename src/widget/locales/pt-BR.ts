// Brazilian Portuguese.

import type { Translation } from "./translation.ts";

export const words: Translation<"one" | "many"> = ({ plural, number }) => ({
  lang: "pt-BR",
  dir: "ltr",

  launcherOpen: "Abrir o chat",
  launcherOpenUnread: (count) =>
    `Abrir o chat, ${plural(count, { one: "# mensagem não lida", many: "# de mensagens não lidas", other: "# mensagens não lidas" })}`,
  launcherClose: "Fechar o chat",
  close: "Fechar",

  title: "Fale com a gente",
  titleAgent: (agent) => `Conversa com ${agent}`,
  stateNone: "Escreva quando quiser",
  stateOpen: "Alguém da equipe vai responder aqui. Você pode fechar esta janela; a conversa continua aberta.",
  stateActive: (agent) => `${agent} está com você`,
  stateActiveUnnamed: "Alguém da equipe está com você",
  stateWaiting: (agent) => `${agent} recebe um aviso quando você escrever`,
  stateWaitingUnnamed: "Recebemos um aviso quando você escrever",
  stateClosed: (date) => `Esta conversa foi encerrada em ${date}. Escreva para começar outra.`,
  stateClosedToday: "Esta conversa foi encerrada hoje. Escreva para começar outra.",
  stateClosedUndated: "Esta conversa foi encerrada. Escreva para começar outra.",
  hoursClosed: "Estamos fechados agora. Deixe sua mensagem.",
  hoursFrom: (when) => `Respondemos a partir de: ${when}. Deixe sua mensagem.`,

  connecting: "Conectando…",
  offline: "Você está sem conexão. O que escrever será enviado depois.",
  trouble: "Não foi possível acessar o chat. Tentando de novo automaticamente.",
  authRequired: "Entre de novo para continuar.",
  storageMemory: "Mensagens não enviadas não podem ser guardadas neste aparelho.",
  signIn: "Entrar",
  signInTitle: "Entre para conversar",
  signInText: "Sua conversa fica na sua conta, em todos os aparelhos.",

  greeting: "Olá! Como podemos ajudar?",
  greetingNamed: (name) => `Olá, ${name}! Como podemos ajudar?`,
  greetingText: "Escreva quando for melhor para você. A resposta fica aqui: você pode sair e voltar.",

  transcript: "Mensagens",
  loading: "Carregando mensagens",
  loadingOlder: "Carregando mensagens anteriores…",
  olderFailed: "Não foi possível carregar as mensagens anteriores.",
  tryAgain: "Tentar de novo",
  newMessages: "Novas mensagens",
  search: "Buscar nas mensagens",
  searchCount: (present, of) => `${number(present)} de ${number(of)}`,
  searchCountOlder: (present, of) =>
    `${number(present)} de ${number(of)}, buscando em mensagens mais antigas…`,
  searchOlder: "Buscando em mensagens mais antigas…",
  searchNone: "Nada encontrado",
  searchEarlier: "Resultado anterior",
  searchLater: "Próximo resultado",
  jump: "Ir para a mais recente",
  jumpNew: (count) =>
    `${plural(count, { one: "# mensagem nova", many: "# de mensagens novas", other: "# mensagens novas" })}, ir para a mais recente`,
  today: "Hoje",
  yesterday: "Ontem",
  tomorrow: (time) => `amanhã, ${time}`,

  you: "Você",
  said: (who, time) => `${who}, ${time}: `,
  edited: "editada",
  deleted: "Mensagem apagada",
  queued: "Neste aparelho",
  unsaved: "Não salva neste aparelho",
  sending: "Enviando",
  sent: "Enviada",
  read: "Lida",
  failed: "Não enviada",
  held: "Não enviada: escrita há mais de um dia",
  sendNow: "Enviar agora",
  failedText: "este texto não pode ser enviado assim",
  failedForbidden: "esta conta não pode escrever aqui",
  failedRejected: "o chat não aceitou",
  failedAlert: (reason) => `Mensagem não enviada: ${reason}.`,
  retry: "Reenviar",
  edit: "Editar",
  discard: "Descartar",

  noticeOpened: (date) => `Nova conversa, ${date}`,
  noticeOpenedToday: "Nova conversa, hoje",
  noticeJoined: (agent) => `${agent} entrou na conversa`,
  noticeChanged: (agent) => `${agent} assumiu a conversa`,
  noticeWaiting: (agent) => `${agent} saiu por um momento; escreva quando quiser`,
  noticeResumed: (agent) => `${agent} está de volta`,
  noticeClosed: (agent) => `${agent} encerrou esta conversa`,
  noticeClosedUnnamed: "A conversa terminou",
  anAgent: "Nossa equipe",

  composer: "Mensagem",
  placeholder: "Escreva uma mensagem",
  send: "Enviar",
  charactersLeft: (count) =>
    plural(count, { one: "Resta # caractere", many: "Restam # de caracteres", other: "Restam # caracteres" }),
  charactersOver: (count) =>
    plural(count, {
      one: "# caractere a mais",
      many: "# de caracteres a mais",
      other: "# caracteres a mais",
    }),
  sendFailed: "Não foi possível enviar. Seu texto continua aqui.",
  announceNew: (count) =>
    plural(count, { one: "# mensagem nova", many: "# de mensagens novas", other: "# mensagens novas" }),
});
