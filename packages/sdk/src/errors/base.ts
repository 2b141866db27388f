/** The family of SDK errors: what happened, the values, what to do next, under a stable code. */

/** Details beside the short message. */
export type BaseErrorOptions = {
  readonly code: string
  readonly metaMessages?: readonly string[] | undefined
  /** Page of the documentation that says more, as a path in the repository. */
  readonly docsPath?: string | undefined
  readonly retryable?: boolean | undefined
  readonly cause?: unknown
}

/** Every error that the SDK throws on purpose. */
export class BaseError extends Error {
  override name = 'PaynodeError'
  readonly shortMessage: string
  readonly metaMessages: readonly string[]
  readonly docsPath: string | undefined
  /** Stable, for programs. */
  readonly code: string
  /** True when the same call may succeed later. */
  readonly retryable: boolean

  constructor(shortMessage: string, { code, metaMessages = [], docsPath, retryable = false, cause }: BaseErrorOptions) {
    const lines = [shortMessage, ...metaMessages, ...(docsPath === undefined ? [] : [`Docs: ${docsPath}`])]
    super(lines.join('\n'), cause === undefined ? {} : { cause })
    this.shortMessage = shortMessage
    this.metaMessages = metaMessages
    this.docsPath = docsPath
    this.code = code
    this.retryable = retryable
  }
}
