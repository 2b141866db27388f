/** The wallet's client on the network's chain. */
import { useCallback } from 'react'
import { useConfig } from 'wagmi'
import { getConnectorClient } from 'wagmi/actions'
import type { Signer } from '../../actions/transact.ts'
import { WrongChainError } from '../../errors/wallet.ts'
import { usePaynode } from '../PaynodeProvider.tsx'

/** Asks for the client when it is needed, so that a wallet switched a moment ago is the one that signs. @throws WrongChainError. */
export function useSigner(): () => Promise<Signer> {
  const { network } = usePaynode()
  const config = useConfig()
  return useCallback(async () => {
    try {
      return (await getConnectorClient(config, { chainId: network.chainId })) as Signer // a connected wallet has an account and a chain
    } catch (cause) {
      if (cause instanceof Error && /Chain/.test(cause.name)) throw new WrongChainError({ expected: network.chainId, cause })
      throw cause
    }
  }, [config, network])
}
