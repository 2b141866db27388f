/** Sessions of signed-in wallets: short-lived tokens that this gateway alone can make. */
import { errors, jwtVerify, SignJWT } from 'jose'
import { type Address, getAddress, isAddress } from 'viem'
import type { Clock } from '../../runtime/clock.ts'

/** Issues and reads tokens. */
export type Sessions = {
  /** `expiresAt` is unix seconds. */
  issue(address: Address): Promise<{ readonly token: string; readonly expiresAt: number }>
  /** Whose token it is; undefined when it is forged, over, or another gateway's. */
  read(token: string): Promise<Address | undefined>
}

const TTL_SECONDS = 3_600
const algorithm = 'HS256'

/** HMAC-SHA256 with the gateway's own secret; the algorithm is fixed here and never read from the token. */
export function createSessions({
  secret,
  issuer,
  clock,
}: {
  readonly secret: Uint8Array
  /** Chain and escrow: a token of another network is none. */
  readonly issuer: string
  readonly clock: Clock
}): Sessions {
  return {
    issue: async (address) => {
      const now = Math.floor(clock.now() / 1_000)
      const expiresAt = now + TTL_SECONDS
      const token = await new SignJWT()
        .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
        .setSubject(address)
        .setIssuer(issuer)
        .setAudience('gateway')
        .setIssuedAt(now)
        .setExpirationTime(expiresAt)
        .sign(secret)
      return { token, expiresAt }
    },
    read: async (token) => {
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: [algorithm],
          issuer,
          audience: 'gateway',
          requiredClaims: ['sub', 'exp', 'iat'],
          currentDate: new Date(clock.now()),
        })
        return payload.sub && isAddress(payload.sub) ? getAddress(payload.sub) : undefined
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined
        throw error
      }
    },
  }
}
