// "ajar-chat": the headless client. Named re-exports only; no Preact and no HTTP library come with it.

export type {
  Backend,
  CallOptions,
  Capabilities,
  Delta,
  Hours,
  Limits,
  MessageVersion,
  NewestPage,
  OlderPage,
  OutgoingFile,
  OutgoingMessage,
  SendResult,
  Session,
  StreamEvent,
} from "./backend/backend.ts";
export {
  type Chat,
  type ChatEvents,
  type ConnectionState,
  createChat,
  type Customer,
  type HistoryState,
  type IdentityState,
  type PendingAttachment,
  type PendingMessage,
} from "./chat.ts";
export { ChatError, type ChatErrorCode, type ChatErrorDetails } from "./errors.ts";
export type {
  ExportFormat,
  ExportOptions,
  ExportProgress,
  TranscriptData,
  TranscriptWords,
} from "./export/options.ts";
export type { Attachment, AttachmentLimits, AttachmentScan } from "./model/attachment.ts";
export type { Readable } from "./lib/readable.ts";
export type { Agent, Conversation, ConversationState, Rating } from "./model/conversation.ts";
export type { Author, AuthorRole, Item, Message, Notice, NoticeKind, Tombstone } from "./model/item.ts";
export type { ItemList } from "./model/item-list.ts";
export type { ChatOptions, GetToken, HistoryMode } from "./options.ts";
