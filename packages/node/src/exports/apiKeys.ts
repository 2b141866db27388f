/** API keys of a gateway, for whoever operates it. */
// biome-ignore-all lint/performance/noBarrelFile: entrypoint module
export { createApiKey } from '../api/auth/apiKeys.ts'
export { type ApiScope, apiScopes, listApiKeys, revokeApiKey } from '../store/gatewayAuth.ts'
export { openStore } from '../store/store.ts'
