/** The wallet for the local network comes as TypeScript; an app of your own needs none of this. */
import type { NextConfig } from 'next'

const config: NextConfig = {
  transpilePackages: ['@paynode/example-demo-wallet'],
  turbopack: { root: new URL('../..', import.meta.url).pathname },
}

export default config
