/** Starts a simulated vendor with a fresh account, and says what a configuration needs to pay through it. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { NodeConfigInput } from '@paynode/node'
import type { Simulator } from '@paynode/node/simulators'
import type { Corridor } from '@paynode/sdk/protocol'

type PspInput = NonNullable<NodeConfigInput['corridors']>[number]['psp']

/** A running account. `env` holds its secrets by the names that `psp` refers to; `certificate` belongs into `psp.certificateFile`. */
export type VendorAccount = {
  readonly simulator: Simulator
  readonly corridor: Corridor
  readonly psp: PspInput
  readonly env: Readonly<Record<string, string>>
  readonly certificate?: string
}

/** `callbackUrl` is where an asynchronous vendor answers, `webhookUrl` where the others send notices. `balance` is minor units. */
export type VendorOptions = {
  readonly host?: string
  readonly port: number
  readonly webhookUrl?: string | undefined
  readonly balance?: bigint | undefined
  readonly signal: AbortSignal
}

const secret = () => randomBytes(24).toString('hex')

/** The vendors that can be simulated. */
export const simulatedVendors = ['paystack', 'flutterwave', 'flutterwave-v3', 'opay', 'mpesa', 'circle', 'binance'] as const
export type SimulatedVendor = (typeof simulatedVendors)[number]
/** What each of them pays on. */
export const vendorCorridors: Readonly<Record<SimulatedVendor, Corridor>> = {
  paystack: 'NGN/bank',
  flutterwave: 'NGN/bank',
  'flutterwave-v3': 'NGN/bank',
  opay: 'NGN/bank',
  mpesa: 'KES/mpesa',
  circle: 'USD/wire',
  binance: 'USDT/binance',
}

/** Resolves when it listens. */
export async function startVendorSimulator(vendor: SimulatedVendor, options: VendorOptions): Promise<VendorAccount> {
  const simulators = await import('@paynode/node/simulators')
  switch (vendor) {
    case 'paystack': {
      const secretKey = `sk_test_${secret()}`
      const simulator = await simulators.startPaystackSimulator({ ...options, secretKey })
      const psp = { vendor, mode: 'test', baseUrl: simulator.url, secretKey: { env: 'PAYSTACK_SECRET_KEY' } } as const
      return { simulator, corridor: 'NGN/bank', psp, env: { PAYSTACK_SECRET_KEY: secretKey } }
    }
    case 'flutterwave': {
      const [clientId, clientSecret, secretHash] = [`client-${secret()}`, secret(), secret()]
      const simulator = await simulators.startFlutterwaveSimulator({ ...options, clientId, clientSecret, secretHash })
      const psp = {
        vendor,
        mode: 'sandbox',
        baseUrl: simulator.url,
        tokenUrl: `${simulator.url}/realms/flutterwave/protocol/openid-connect/token`,
        clientId,
        clientSecret: { env: 'FLUTTERWAVE_CLIENT_SECRET' },
        secretHash: { env: 'FLUTTERWAVE_SECRET_HASH' },
      } as const
      return { simulator, corridor: 'NGN/bank', psp, env: { FLUTTERWAVE_CLIENT_SECRET: clientSecret, FLUTTERWAVE_SECRET_HASH: secretHash } }
    }
    case 'flutterwave-v3': {
      const [secretKey, secretHash] = [`FLWSECK_TEST-${secret()}-X`, secret()]
      const simulator = await simulators.startFlutterwaveV3Simulator({ ...options, secretKey, secretHash })
      const keys = { secretKey: { env: 'FLUTTERWAVE_V3_SECRET_KEY' }, secretHash: { env: 'FLUTTERWAVE_V3_SECRET_HASH' } } as const
      const psp = { vendor, mode: 'test', baseUrl: `${simulator.url}/v3`, ...keys } as const
      return { simulator, corridor: 'NGN/bank', psp, env: { FLUTTERWAVE_V3_SECRET_KEY: secretKey, FLUTTERWAVE_V3_SECRET_HASH: secretHash } }
    }
    case 'opay': {
      const [merchantId, publicKey, secretKey] = ['256600000000001', `OPAYPUB${secret()}`, `OPAYPRV${secret()}`]
      const simulator = await simulators.startOpaySimulator({ ...options, merchantId, publicKey, secretKey })
      const keys = { publicKey: { env: 'OPAY_PUBLIC_KEY' }, secretKey: { env: 'OPAY_SECRET_KEY' } } as const
      const psp = { vendor, mode: 'sandbox', baseUrl: simulator.url, merchantId, ...keys } as const
      return { simulator, corridor: 'NGN/bank', psp, env: { OPAY_PUBLIC_KEY: publicKey, OPAY_SECRET_KEY: secretKey } }
    }
    case 'circle': {
      const apiKey = `SAND_API_KEY:${secret()}`
      const simulator = await simulators.startCircleSimulator({ ...options, apiKey })
      const shared = { vendor, mode: 'sandbox', baseUrl: simulator.url, product: 'bank', topicArn: simulators.SIMULATED_TOPIC } as const
      return { simulator, corridor: 'USD/wire', psp: { ...shared, apiKey: { env: 'CIRCLE_API_KEY' } }, env: { CIRCLE_API_KEY: apiKey } }
    }
    case 'binance': {
      const [apiKey, secretKey] = [secret(), secret()]
      const simulator = await simulators.startBinanceSimulator({ ...options, apiKey, secretKey })
      const keys = { apiKey: { env: 'BINANCE_API_KEY' }, secretKey: { env: 'BINANCE_SECRET_KEY' } } as const
      const psp = { vendor, baseUrl: simulator.url, ...keys } as const
      return { simulator, corridor: 'USDT/binance', psp, env: { BINANCE_API_KEY: apiKey, BINANCE_SECRET_KEY: secretKey } }
    }
    case 'mpesa':
      return startMpesa(simulators.startMpesaSimulator, options)
  }
}

async function startMpesa(
  start: typeof import('@paynode/node/simulators')['startMpesaSimulator'],
  options: VendorOptions,
): Promise<VendorAccount> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const account = { shortcode: '600987', initiatorName: 'paynode' }
  const [consumerKey, consumerSecret, initiatorPassword] = [secret(), secret(), secret()]
  const simulator = await start({ ...options, ...account, consumerKey, consumerSecret, initiatorPassword, privateKey })
  const psp = {
    vendor: 'mpesa',
    mode: 'sandbox',
    baseUrl: simulator.url,
    ...account,
    consumerKey: { env: 'MPESA_CONSUMER_KEY' },
    consumerSecret: { env: 'MPESA_CONSUMER_SECRET' },
    initiatorPassword: { env: 'MPESA_INITIATOR_PASSWORD' },
    certificateFile: 'mpesa.pem',
    callbackUrl: options.webhookUrl ?? 'http://127.0.0.1:8081/psp/KES/mpesa',
    callbackSecret: { env: 'MPESA_CALLBACK_SECRET' },
  } as const
  const env = {
    MPESA_CONSUMER_KEY: consumerKey,
    MPESA_CONSUMER_SECRET: consumerSecret,
    MPESA_INITIATOR_PASSWORD: initiatorPassword,
    MPESA_CALLBACK_SECRET: secret(),
  }
  return { simulator, corridor: 'KES/mpesa', psp, env, certificate: publicKey }
}
