/** What the mutations of one order share: the wallet, the network, and fresh data afterwards. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Mined, Signer } from '../../actions/transact.ts'
import type { PaynodeNetwork } from '../../clients/network.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { useSigner } from './useSigner.ts'

/** A mutation that signs with the connected wallet. */
export function useOrderMutation<variables, result extends Mined = Mined>(
  act: (signer: Signer, parameters: { readonly network: PaynodeNetwork } & variables) => Promise<result>,
) {
  const { network } = usePaynode()
  const getSigner = useSigner()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (variables: variables) => act(await getSigner(), { network, ...variables }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['paynode', network.contracts.OrderEscrow] }),
  })
}
