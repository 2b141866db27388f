/** Whose account it is. */
import { useQuery } from '@tanstack/react-query'
import { type Recipient, validateRecipient } from '../../protocol/recipient.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { accountQuery } from '../query/queries.ts'

/** TanStack's query of `verifyAccount`; asks nothing until the account is well-formed. */
export function useVerifyAccount({ recipient }: { readonly recipient: Recipient | undefined }) {
  const { network } = usePaynode()
  const ready = recipient !== undefined && validateRecipient(recipient) === undefined
  const query = accountQuery(network, recipient ?? { corridor: 'NGN/bank', account: '' })
  return useQuery({ ...query, enabled: ready })
}
