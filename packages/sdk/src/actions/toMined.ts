/** Where an order was locked, without its terms. */
import type { Creation } from './findCreation.ts'
import type { Mined } from './transact.ts'

/** The transaction of a creation. */
export const toMined = ({ transactionHash, blockNumber }: Creation): Mined => ({ transactionHash, blockNumber })
