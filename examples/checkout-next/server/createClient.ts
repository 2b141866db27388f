/** The server's own view of the chain. */
import type { PaynodeNetwork } from '@paynode/sdk'
import { createPublicClient, http } from 'viem'

/** Reads only: no key is anywhere near this server. */
export const createClient = ({ rpcUrl }: PaynodeNetwork) => createPublicClient({ transport: http(rpcUrl) })
