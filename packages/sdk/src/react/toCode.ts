/** An error's stable code, whoever threw it. */

/** Undefined when it has none. */
export const toCode = (error: unknown): unknown => (error as { readonly code?: unknown } | null)?.code
