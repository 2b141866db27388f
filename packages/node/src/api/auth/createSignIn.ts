/** Sign-In with Ethereum (EIP-4361): a nonce, a message that the wallet signs, a session. */
import { randomBytes } from 'node:crypto'
import { type Address, type Hex, verifyMessage } from 'viem'
import { parseSiweMessage, validateSiweMessage } from 'viem/siwe'
import type { Clock } from '../../runtime/clock.ts'
import { addNonce, countNonces, hasNonce, useNonce } from '../../store/gatewayAuth.ts'
import type { Store } from '../../store/store.ts'
import { ApiError } from '../routes/problem.ts'
import type { Sessions } from './createSessions.ts'

/** What signing in needs. */
export type SignInDeps = {
  readonly store: Store
  readonly clock: Clock
  readonly sessions: Sessions
  readonly chainId: number
  /** Host names of pages that may sign people in here, with a port or for all ports; `*` for any. */
  readonly domains: readonly string[]
  /** Where clients reach this gateway. */
  ownUrl(): string
  /** Asks the chain whether a smart account signed (ERC-1271), deployed or not (ERC-6492). */
  verifyOnChain(parameters: { readonly address: Address; readonly message: string; readonly signature: Hex }): Promise<boolean>
}

/** The two steps. */
export type SignIn = {
  nonce(): { readonly nonce: string; readonly expiresAt: number }
  /** @throws ApiError `sign_in_refused`; it says what to change, never what was signed. */
  verify(parameters: {
    readonly message: string
    readonly signature: Hex
    /** Of the page that sends it, when a browser does. */
    readonly origin?: string | undefined
  }): Promise<{ readonly token: string; readonly expiresAt: number; readonly address: Address }>
}

const NONCE_MS = 600_000
const MAX_NONCES = 20_000

/** Creates both steps. */
export function createSignIn(deps: SignInDeps): SignIn {
  const { store, clock } = deps
  return {
    nonce: () => {
      const now = clock.now()
      const [nonce, expiresAt] = [randomBytes(16).toString('hex'), now + NONCE_MS]
      store.transaction(() => {
        addNonce(store, { nonce, expiresAt, now })
        if (countNonces(store) > MAX_NONCES)
          throw new ApiError('busy', 'too many sign-ins are under way; try again', { retryAfterSeconds: 30 })
      })
      return { nonce, expiresAt: Math.floor(expiresAt / 1_000) }
    },
    verify: async ({ message, signature, origin }) => {
      const { address, nonce } = checkMessage(deps, message, origin)
      if (!hasNonce(store, nonce, clock.now())) throw refused('the nonce is unknown, used or over; ask /v1/auth/nonce for a new one')
      if (!(await isSigned(deps, { address, message, signature }))) throw refused('the signature is not the address’s')
      if (!useNonce(store, nonce, clock.now())) throw refused('the nonce was used a moment ago; ask /v1/auth/nonce for a new one')
      return { ...(await deps.sessions.issue(address)), address }
    },
  }
}

/** Everything that the text itself must say. */
function checkMessage(deps: SignInDeps, message: string, origin: string | undefined) {
  const fields = parseSiweMessage(message)
  const { address, nonce, domain, uri, chainId, version, issuedAt } = fields
  if (!address || !nonce || !domain || !uri || version !== '1' || !issuedAt) throw refused('the message is not one of EIP-4361, version 1')
  if (chainId !== deps.chainId) throw refused(`the message is for chain ${chainId}; this gateway serves chain ${deps.chainId}`)
  const own = deps.ownUrl()
  if (!URL.canParse(uri) || new URL(uri).origin !== new URL(own).origin)
    throw refused(`the message’s URI must be this gateway, ${own}: a message made for another one cannot be used here`)
  if (!isAllowed([...deps.domains, new URL(own).host], domain))
    throw refused('the message’s domain may not sign people in here; see api.domains')
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== domain))
    throw refused('the message’s domain is not the page that sends it')
  const now = deps.clock.now()
  if (Math.abs(now - issuedAt.getTime()) > NONCE_MS)
    throw refused('the message was not issued within the last ten minutes; check the clock')
  if (!validateSiweMessage({ message: fields, domain, nonce, time: new Date(now) })) throw refused('the message is over, or not valid yet')
  return { address, nonce }
}

function isAllowed(domains: readonly string[], domain: string): boolean {
  return domains.some((allowed) => allowed === '*' || allowed === domain || allowed === domain.replace(/:\d+$/, ''))
}

/** A key's signature is checked here; everything else is the account's to say. */
async function isSigned(
  { verifyOnChain }: SignInDeps,
  parameters: { address: Address; message: string; signature: Hex },
): Promise<boolean> {
  const isKeys = await verifyMessage(parameters).catch(() => false) // malformed for a key; an account may read it otherwise
  return isKeys || verifyOnChain(parameters)
}

const refused = (detail: string) => new ApiError('sign_in_refused', detail)
