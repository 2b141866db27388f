/** A Binance Pay merchant account. What Binance does not publish is a switch with the careful default. */
import { z } from 'zod'
import { minorUnits, reason, timeoutMs } from './common.ts'
import { secretSchema } from './secret.ts'

export const binancePspSchema = z.strictObject({
  vendor: z.literal('binance'),
  /** There is no sandbox: whatever goes to this host is real money. */
  baseUrl: z.url().default('https://bpay.binanceapi.com'),
  /** The account's certificate serial number. */
  apiKey: secretSchema,
  secretKey: secretSchema,
  timeoutMs,
  /** `EMAIL` may wait 72 hours for a recipient who is no user yet; `PAY_ID` is in older documentation alone. */
  receiveTypes: z
    .array(z.enum(['BINANCE_ID', 'EMAIL', 'PAY_ID']))
    .min(1)
    .default(['BINANCE_ID']),
  wallet: z.enum(['FUNDING_WALLET', 'SPOT_WALLET']).default('FUNDING_WALLET'),
  /** Asks whether the recipient exists before paying. `off` where the account has no access to that. */
  receiverCheck: z.enum(['required', 'off']).default('required'),
  webhookUrl: z.url().optional(),
  /** `refused` once Binance has confirmed that a repeated requestId is always an error; then a request that a rate limit turned away goes out again. */
  repeat: z.enum(['unsafe', 'refused']).default('unsafe'),
  /** What queries ask for about the transfers of a batch; nothing unless given, because the words are not published. */
  detailStatus: z.string().optional(),
  /** Codes that say "already used". Empty: such answers are asked about all the same. */
  duplicateCodes: z.array(z.string()).default([]),
  /** Codes that say "no such payout", and whether they may be believed: `final` only once Binance has confirmed it. */
  notFoundCodes: z.array(z.string()).default([]),
  notFound: z.enum(['hint', 'final']).default('hint'),
  /** The operator's own limits, in millionths of a USDT; 80 000 USDT at most unless given. */
  limits: z.strictObject({ min: minorUnits.optional(), max: minorUnits.optional() }).default({}),
  /** Vendor codes after which nothing moves, beyond those of a request that was refused unheard. Empty: such answers are asked about. */
  definitiveCodes: z.record(z.string(), reason).default({}),
})
