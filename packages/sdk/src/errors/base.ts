/** The family of SDK errors: what happened, the values, what to do next, under a stable code. */
import type { ErrorCode } from './catalogue.ts'

/** Details beside the short message. */
export type BaseErrorOptions = {
  readonly code: ErrorCode
  readonly metaMessages?: readonly string[] | undefined
  readonly retryable?: boolean | undefined
  readonly cause?: unknown
}

/** Every error that the SDK throws on purpose. */
export class BaseError extends Error {
  override name = 'PaynodeError'
  readonly shortMessage: string
  readonly metaMessages: readonly string[]
  /** Place in the documentation that says more: one anchor per code. */
  readonly docsPath: string
  /** Stable, for programs. */
  readonly code: ErrorCode
  /** True when the same call may succeed later. */
  readonly retryable: boolean

  constructor(shortMessage: string, { code, metaMessages = [], retryable = false, cause }: BaseErrorOptions) {
    const docsPath = `docs/errors.md#${code.toLowerCase()}`
    super([shortMessage, ...metaMessages, `Docs: ${docsPath}`].join('\n'), cause === undefined ? {} : { cause })
    this.shortMessage = shortMessage
    this.metaMessages = metaMessages
    this.docsPath = docsPath
    this.code = code
    this.retryable = retryable
  }
}
