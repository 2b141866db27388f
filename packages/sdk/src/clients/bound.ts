/** Types of actions whose network is already known. */
import type { PaynodeNetwork } from './network.ts'

/** What a decorator is made with. */
export type WithNetwork = { readonly network: PaynodeNetwork }

/** An action's parameters without the network. */
export type Of<verb extends (client: never, parameters: never) => unknown> = Omit<Parameters<verb>[1], 'network'>
