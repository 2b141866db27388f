/** Loaded into the daemons of a soak: a full collection every few seconds, so that what the heap still holds is what is really kept. */
const EVERY_MS = 5_000

setInterval(() => globalThis.gc?.(), EVERY_MS).unref()
