/** Which chain and which escrow: from the environment, as a deployment's addresses file names them. */
import { orderEscrowAbi } from '@paynode/sdk/abi'
import { createConfig } from 'ponder'
import { type Address, http } from 'viem'

const {
  PAYNODE_RPC_URL = 'http://127.0.0.1:8545',
  PAYNODE_CHAIN_ID = '31337',
  PAYNODE_ESCROW = '0x',
  PAYNODE_START_BLOCK = '0',
} = process.env

export default createConfig({
  networks: {
    chain: { chainId: Number(PAYNODE_CHAIN_ID), transport: http(PAYNODE_RPC_URL), pollingInterval: 200, maxRequestsPerSecond: 500 },
  },
  contracts: {
    OrderEscrow: { network: 'chain', abi: orderEscrowAbi, address: PAYNODE_ESCROW as Address, startBlock: Number(PAYNODE_START_BLOCK) },
  },
})
