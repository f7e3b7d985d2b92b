// Every error that the server answers: a stable code with its status, as RFC 9457 problem details.

export const PROBLEMS = {
  "invalid-json": [400, "The body is not JSON"],
  "invalid-request": [400, "A parameter is missing or malformed"],
  unauthorized: [401, "A valid token is needed"],
  "customer-cannot-end": [403, "Only an agent ends a persistent conversation"],
  "attachment-not-clean": [403, "The file was not found to be clean"],
  "not-assigned": [403, "Another agent has this conversation"],
  "not-author": [403, "Only its author changes a message"],
  "not-found": [404, "There is no such thing here"],
  "method-not-allowed": [405, "This address does not take that method"],
  "id-reused": [409, "This id was accepted with other content"],
  taken: [409, "Another agent was faster"],
  "invalid-state": [409, "The conversation's state does not allow this"],
  "conversation-closed": [409, "The conversation has ended"],
  "cursor-expired": [410, "The cursor is not of this history"],
  "version-conflict": [412, "The message is of another version by now"],
  "body-too-large": [413, "The body is larger than 64 kB"],
  "unsupported-media-type": [415, "The body must be application/json"],
  "invalid-body": [422, "A member of the body is missing or has the wrong type"],
  "invalid-id": [422, "The id must be a UUID in lower case"],
  "invalid-text": [422, "The text is empty, too long or not well-formed Unicode"],
  "invalid-context": [422, "The context must be at most 2 kB of strings"],
  "invalid-attachment": [422, "The file's name, type, size or hash is not acceptable"],
  "invalid-attachments": [422, "A named file is unknown, not uploaded or part of another message"],
  "upload-mismatch": [422, "The bytes are not those that were announced"],
  "invalid-rating": [422, "A rating is a whole score within the range, and a short comment"],
  "invalid-agent": [422, "There is no such agent"],
  "invalid-customer": [422, "A customer's name is 1 to 40 letters"],
  "version-needed": [428, "If-Match must name the version that is to be changed"],
  "rate-limited": [429, "Too many messages or files"],
  internal: [500, "Something went wrong here"],
  "not-supported": [501, "This backend does not offer that"],
  unavailable: [503, "Not ready, try again"],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface ProblemOptions {
  /** What exactly is wrong, for the developer who reads it. Never holds a token or a message's text. */
  readonly detail?: string;
  /** Seconds until the same call may succeed; also sent as `Retry-After`. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown anywhere below a route; the app answers it. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(PROBLEMS[code][1]);
    this.name = "Problem";
    this.code = code;
    this.options = options;
  }
}

export function problemResponse({ code, options }: Problem): Response {
  const [status, title] = PROBLEMS[code];
  const { detail, retryAfter } = options;
  const body = {
    type: `/problems/${code}`,
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "Content-Type": "application/problem+json",
      "Cache-Control": "no-store",
      ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }),
      ...(code === "unauthorized" ? { "WWW-Authenticate": "Bearer" } : {}),
      ...options.headers,
    },
  });
}
