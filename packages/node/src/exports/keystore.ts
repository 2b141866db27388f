/** `@paynode/node/keystore`: key files, encrypted or not. */
// biome-ignore-all lint/performance/noBarrelFile: entrypoint module
export { encryptKey } from '../keystore/encryptKey.ts'
export { isKeystore, type OpenKeyProblem, type OpenKeyResult, openKey } from '../keystore/openKey.ts'
export type { Keystore } from '../keystore/schema.ts'
export { toHpkePublicKey } from '../keystore/toHpkePublicKey.ts'
export { toOpenKeyText } from '../keystore/toOpenKeyText.ts'
