/** What can go wrong on the chain besides a refused simulation, which viem reports with the contract's own error. */
import { BaseError } from './base.ts'

/** A transaction was mined and reverted. */
export class TransactionRevertedError extends BaseError {
  override name = 'TransactionRevertedError'
  constructor({ functionName, hash }: { functionName: string; hash: string }) {
    super(`${functionName} reverted in ${hash}; nothing changed, try again`, { code: 'REVERTED', retryable: true })
  }
}

/** The contracts could not be deployed, or are not the ones that were asked for. */
export class DeploymentError extends BaseError {
  override name = 'DeploymentError'
  constructor(reason: string) {
    super(reason, { code: 'DEPLOYMENT' })
  }
}
