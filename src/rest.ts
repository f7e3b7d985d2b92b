// "ajar-chat/rest": the REST backend, apart from the headless client so that a custom backend ships no HTTP library.

export { restBackend } from "./backend/rest.ts";
