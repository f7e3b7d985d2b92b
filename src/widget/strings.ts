// Every word that the widget says, in English, and with it the list of what a translation must say. Knows no chat.
// A new word goes into each file of `locales/` too, in any place: the compiler names those that lack it.

export const en = {
  /** Language of these words, BCP 47; dates and times follow it. */
  lang: "en",
  /** Writing direction of these words: `ltr` or `rtl`. */
  dir: "ltr",

  launcherOpen: "Open chat",
  launcherOpenUnread: (count: number) => `Open chat, ${count} unread ${count === 1 ? "message" : "messages"}`,
  launcherClose: "Close chat",
  close: "Close",

  title: "Chat with us",
  titleAgent: (agent: string) => `Chat with ${agent}`,
  stateNone: "Write whenever you like",
  stateOpen: "An agent will answer here. You can close this window; the chat stays open.",
  stateActive: (agent: string) => `${agent} is with you`,
  stateActiveUnnamed: "An agent is with you",
  stateWaiting: (agent: string) => `${agent} will be told when you write`,
  stateWaitingUnnamed: "We will be told when you write",
  stateClosed: (date: string) => `This conversation was closed on ${date}. Write to start a new one.`,
  stateClosedToday: "This conversation was closed today. Write to start a new one.",
  stateClosedUndated: "This conversation was closed. Write to start a new one.",
  hoursClosed: "We are closed now. Leave your message.",
  hoursFrom: (when: string) => `We answer from ${when}. Leave your message.`,

  connecting: "Connecting…",
  offline: "You are offline. What you write is sent later.",
  trouble: "Can't reach the chat. Trying again by itself.",
  authRequired: "Please sign in again to go on.",
  storageMemory: "Unsent messages can't be kept on this device.",
  signIn: "Sign in",
  signInTitle: "Sign in to chat",
  signInText: "Your conversation is kept with your account, on every device.",

  greeting: "Hello! How can we help?",
  greetingNamed: (name: string) => `Hello ${name}, how can we help?`,
  greetingText: "Write when it suits you. The answer stays here, so you can leave and come back.",

  transcript: "Messages",
  loading: "Loading messages",
  loadingOlder: "Loading earlier messages…",
  olderFailed: "Earlier messages didn't load.",
  tryAgain: "Try again",
  newMessages: "New messages",
  search: "Search messages",
  searchCount: (number: number, of: number) => `${number} of ${of}`,
  searchCountOlder: (number: number, of: number) => `${number} of ${of}, searching older messages…`,
  searchOlder: "Searching older messages…",
  searchNone: "Nothing found",
  searchEarlier: "Earlier match",
  searchLater: "Later match",
  jump: "Jump to newest",
  jumpNew: (count: number) => `${count} new, jump to newest`,
  today: "Today",
  yesterday: "Yesterday",
  tomorrow: (time: string) => `tomorrow ${time}`,

  you: "You",
  said: (who: string, time: string) => `${who} said, ${time}: `,
  edited: "edited",
  deleted: "Message deleted",
  queued: "On this device",
  unsaved: "Not saved on this device",
  sending: "Sending",
  sent: "Sent",
  read: "Read",
  failed: "Not sent",
  held: "Not sent: written more than a day ago",
  sendNow: "Send now",
  failedText: "this text can't be sent as it is",
  failedForbidden: "this account can't write here",
  failedRejected: "the chat didn't accept it",
  failedAlert: (reason: string) => `Message not sent: ${reason}.`,
  retry: "Retry",
  edit: "Edit",
  discard: "Discard",

  noticeOpened: (date: string) => `New conversation, ${date}`,
  noticeOpenedToday: "New conversation, today",
  noticeJoined: (agent: string) => `${agent} joined`,
  noticeChanged: (agent: string) => `${agent} took over`,
  noticeWaiting: (agent: string) => `${agent} stepped away; write whenever you like`,
  noticeResumed: (agent: string) => `${agent} is here again`,
  noticeClosed: (agent: string) => `${agent} ended this conversation`,
  noticeClosedUnnamed: "The conversation has ended",
  anAgent: "An agent",

  composer: "Message",
  placeholder: "Write a message",
  send: "Send",
  charactersLeft: (count: number) => `${count} ${count === 1 ? "character" : "characters"} left`,
  charactersOver: (count: number) => `${count} ${count === 1 ? "character" : "characters"} too many`,
  sendFailed: "This couldn't be sent. Your text is still here.",
  announceNew: (count: number) => `${count} new messages`,
} as const;

/** The widget's words; a word with parameters is a function. */
export type Strings = {
  readonly [K in keyof typeof en]: (typeof en)[K] extends string ? string : (typeof en)[K];
};
