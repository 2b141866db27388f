/** Opens the adapter that a PSP's configuration asks for; credentials are read here and go nowhere else. */
import { readFileSync } from 'node:fs'
import { readSecret, readSecretFile } from '../config/load.ts'
import type { PspConfig } from '../config/psp/schema.ts'
import { createBinanceAdapter } from '../payout/adapters/binance/createBinanceAdapter.ts'
import { createCircleAdapter } from '../payout/adapters/circle/createCircleAdapter.ts'
import { createFlutterwaveAdapter } from '../payout/adapters/flutterwave/createFlutterwaveAdapter.ts'
import { createFlutterwaveV3Adapter } from '../payout/adapters/flutterwave/createFlutterwaveV3Adapter.ts'
import { createMpesaAdapter } from '../payout/adapters/mpesa/createMpesaAdapter.ts'
import { createOpayAdapter } from '../payout/adapters/opay/createOpayAdapter.ts'
import { createPaystackAdapter } from '../payout/adapters/paystack/createPaystackAdapter.ts'
import { createSandboxAdapter } from '../payout/adapters/sandbox.ts'
import type { PspAdapter } from '../payout/psp.ts'
import type { Exchange } from '../payout/transport/types.ts'
import type { Clock } from '../runtime/clock.ts'
import { loadAdapter } from './loadAdapter.ts'

/** What an adapter gets from the daemon. */
export type AdapterDeps = { readonly id: string; readonly clock: Clock; onExchange(exchange: Exchange): void }

/** @throws when a secret is missing, or does not belong to the mode and host, or when a module is no adapter. */
export async function openAdapter(psp: PspConfig, deps: AdapterDeps): Promise<PspAdapter> {
  switch (psp.vendor) {
    case 'module':
      return loadAdapter(psp, deps)
    case 'sandbox':
      return createSandboxAdapter({ ...deps, url: psp.url, apiKey: readSecretFile(psp.apiKeyFile), timeoutMs: psp.timeoutMs })
    case 'paystack': {
      const { vendor: _, secretKey, ...rest } = psp
      return createPaystackAdapter({ ...deps, ...rest, secretKey: readSecret(secretKey) })
    }
    case 'opay': {
      const { vendor: _, publicKey, secretKey, ...rest } = psp
      return createOpayAdapter({ ...deps, ...rest, publicKey: readSecret(publicKey), secretKey: readSecret(secretKey) })
    }
    case 'mpesa': {
      const { vendor: _, consumerKey, consumerSecret, initiatorPassword, certificateFile, callbackSecret, ...rest } = psp
      return createMpesaAdapter({
        ...deps,
        ...rest,
        consumerKey: readSecret(consumerKey),
        consumerSecret: readSecret(consumerSecret),
        initiatorPassword: readSecret(initiatorPassword),
        callbackSecret: readSecret(callbackSecret),
        certificate: readFileSync(certificateFile, 'utf8'),
      })
    }
    case 'binance': {
      const { vendor: _, apiKey, secretKey, ...rest } = psp
      return createBinanceAdapter({ ...deps, ...rest, apiKey: readSecret(apiKey), secretKey: readSecret(secretKey) })
    }
    case 'circle': {
      const { vendor: _, apiKey, ...rest } = psp
      return createCircleAdapter({ ...deps, ...rest, apiKey: readSecret(apiKey) })
    }
    case 'flutterwave': {
      const { vendor: _, clientSecret, secretHash, ...rest } = psp
      return createFlutterwaveAdapter({ ...deps, ...rest, clientSecret: readSecret(clientSecret), secretHash: readSecret(secretHash) })
    }
    case 'flutterwave-v3': {
      const { vendor: _, secretKey, secretHash, ...rest } = psp
      return createFlutterwaveV3Adapter({ ...deps, ...rest, secretKey: readSecret(secretKey), secretHash: readSecret(secretHash) })
    }
  }
}
