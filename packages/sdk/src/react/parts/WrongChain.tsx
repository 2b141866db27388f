/** The wallet is elsewhere: one button brings it here. */
import { useSwitchChain } from 'wagmi'
import { toActionError } from '../../actions/toActionError.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { Notice } from './Notice.tsx'
import { toErrorText } from './toErrorText.ts'

export function WrongChain() {
  const { texts, network } = usePaynode()
  const { mutate: switchChain, isPending, error } = useSwitchChain()
  return (
    <Notice
      kind="error"
      action={
        <button
          type="button"
          className="pn-button pn-primary"
          disabled={isPending}
          onClick={() => switchChain({ chainId: network.chainId })}
        >
          {texts.switchChain}
        </button>
      }
    >
      {error ? toErrorText(toActionError(error, { functionName: 'switch', chainId: network.chainId }), texts) : texts.wrongChain}
    </Notice>
  )
}
