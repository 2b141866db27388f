/** A wallet for the local network alone: announces itself by EIP-6963, asks before it signs, and has the local chain's unlocked account sign. */
import type { PaynodeNetwork } from '@paynode/sdk'
import { numberToHex } from 'viem'

const ICON =
  'data:image/svg+xml;utf8,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="%230f766e"/><path d="M8 12h16v10H8z" fill="none" stroke="white" stroke-width="2"/><circle cx="20" cy="17" r="2" fill="white"/></svg>'

type Request = { readonly method: string; readonly params?: readonly unknown[] }
type Listener = (...values: unknown[]) => void

/** Announces the wallet; does nothing without a demo payer, as on any real network. */
export function announceDemoWallet(network: PaynodeNetwork, payer: string | undefined): void {
  if (!payer) return
  const listeners = new Map<string, Set<Listener>>()
  let chainId = network.chainId
  let connected = sessionStorage.getItem('demo-wallet') === 'connected'
  const provider = {
    on: (event: string, listener: Listener) => void (listeners.get(event) ?? listeners.set(event, new Set()).get(event))?.add(listener),
    removeListener: (event: string, listener: Listener) => void listeners.get(event)?.delete(listener),
    async request({ method, params = [] }: Request): Promise<unknown> {
      switch (method) {
        case 'eth_requestAccounts':
          connected = true
          sessionStorage.setItem('demo-wallet', 'connected')
          return [payer]
        case 'eth_accounts':
          return connected ? [payer] : []
        case 'eth_chainId':
          return numberToHex(chainId)
        case 'wallet_switchEthereumChain':
          await ask('Switch the network?')
          return setChain(Number((params[0] as { chainId: string }).chainId))
        case 'wallet_revokePermissions':
          connected = false
          sessionStorage.removeItem('demo-wallet')
          return null
        case 'eth_sendTransaction':
          await ask('Send a transaction?')
          return call(network.rpcUrl, method, params)
        case 'eth_signTypedData_v4':
        case 'personal_sign':
          await ask('Sign a message?')
          return call(network.rpcUrl, method, params)
        case 'wallet_getCapabilities':
        case 'wallet_sendCalls':
          throw Object.assign(new Error('not supported'), { code: 4200 })
        default:
          return call(network.rpcUrl, method, params)
      }
    },
  }
  const setChain = (id: number) => {
    chainId = id
    for (const listener of listeners.get('chainChanged') ?? []) listener(numberToHex(id))
    return null
  }
  // For whoever wants to see the page on a wrong network: `demoWallet.setChain(1)` in the console.
  Object.assign(globalThis, { demoWallet: { setChain } })
  const detail = Object.freeze({
    info: { uuid: '7b1c8f1e-8a55-4d0f-9a35-7a4f6f2f0f11', name: 'Demo wallet', icon: ICON, rdns: 'local.paynode.demo' },
    provider,
  })
  const announce = () => globalThis.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  globalThis.addEventListener('eip6963:requestProvider', announce)
  announce()
}

/** The pop-up. @throws EIP-1193's 4001 when declined. */
function ask(question: string): Promise<void> {
  const dialog = document.createElement('dialog')
  dialog.className = 'demo-wallet'
  dialog.setAttribute('aria-label', 'Demo wallet')
  dialog.innerHTML = `<p><strong>Demo wallet</strong></p><p>${question}</p><div><button type="button" value="no">Reject</button><button type="button" value="yes">Approve</button></div>`
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve, reject) => {
    const close = (yes: boolean) => {
      dialog.remove()
      if (yes) resolve()
      else reject(Object.assign(new Error('User rejected the request.'), { code: 4001 }))
    }
    dialog.addEventListener('cancel', () => close(false))
    for (const button of dialog.querySelectorAll('button')) button.addEventListener('click', () => close(button.value === 'yes'))
  })
}

async function call(url: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { result, error } = (await response.json()) as { result?: unknown; error?: { code: number; message: string; data?: unknown } }
  if (error) throw Object.assign(new Error(error.message), error)
  return result
}
