/** Decorator with every action: `client.extend(paynodeActions({ network }))`. */
import type { Signer } from '../actions/transact.ts'
import type { WithNetwork } from './bound.ts'
import { payerActions } from './payerActions.ts'
import { providerActions } from './providerActions.ts'

/** What payers and providers do. */
export const paynodeActions = (parameters: WithNetwork) => (client: Signer) => ({
  ...payerActions(parameters)(client),
  ...providerActions(parameters)(client),
})
