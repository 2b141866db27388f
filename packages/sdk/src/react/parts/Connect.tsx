/** Which wallet: the connectors of the app's wagmi configuration that can be used here, those that announced themselves among them. */
import { useConnect } from 'wagmi'
import { toActionError } from '../../actions/toActionError.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { Notice } from './Notice.tsx'
import { toErrorText } from './toErrorText.ts'
import { useWallets } from './useWallets.ts'

export function Connect() {
  const { texts, network } = usePaynode()
  const wallets = useWallets()
  const { mutate: connect, isPending, variables, error } = useConnect()
  return (
    <section aria-labelledby="pn-connect">
      <h2 id="pn-connect">{texts.connectTitle}</h2>
      {wallets?.length === 0 && <Notice>{texts.noWallet}</Notice>}
      <ul className="pn-list">
        {wallets?.map((connector) => (
          <li key={connector.uid}>
            <button
              type="button"
              className="pn-button pn-wallet"
              disabled={isPending}
              onClick={() => connect({ connector, chainId: network.chainId })}
            >
              {connector.icon && <img src={connector.icon} alt="" width="28" height="28" />}
              <span>
                {isPending && variables?.connector === connector
                  ? texts.connecting
                  : connector.id === 'injected'
                    ? texts.browserWallet
                    : connector.name}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {error && (
        <Notice kind="error">{toErrorText(toActionError(error, { functionName: 'connect', chainId: network.chainId }), texts)}</Notice>
      )}
    </section>
  )
}
