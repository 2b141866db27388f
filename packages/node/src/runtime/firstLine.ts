/** What a log says of an error: the rest may hold whole requests. */

/** The message's first line; `unknown` for what is no error. */
export const firstLine = (error: unknown): string => (error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown')
