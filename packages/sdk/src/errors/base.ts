/** The family of SDK errors: what happened, the values, what to do next, under a stable code. */

/** Details beside the short message. */
export type BaseErrorOptions = {
  readonly code: string
  readonly metaMessages?: readonly string[]
  readonly retryable?: boolean
  readonly cause?: unknown
}

/** Every error that the SDK throws on purpose. */
export class BaseError extends Error {
  override name = 'PaynodeError'
  readonly shortMessage: string
  readonly metaMessages: readonly string[]
  /** Stable, for programs. */
  readonly code: string
  /** True when the same call may succeed later. */
  readonly retryable: boolean

  constructor(shortMessage: string, { code, metaMessages = [], retryable = false, cause }: BaseErrorOptions) {
    super([shortMessage, ...metaMessages].join('\n'), cause === undefined ? {} : { cause })
    this.shortMessage = shortMessage
    this.metaMessages = metaMessages
    this.code = code
    this.retryable = retryable
  }
}
