/** `@paynode/node/sandbox`: a PSP for development and tests. */
// biome-ignore-all lint/performance/noBarrelFile: entrypoint module
export { startSandboxPsp } from '../sandbox/startSandboxPsp.ts'
export type {
  Fault,
  FaultKind,
  LedgerEntry,
  SandboxAccount,
  SandboxLedger,
  SandboxOptions,
  SandboxPayout,
  SandboxPsp,
} from '../sandbox/types.ts'
export { signWebhook, webhookSignatureHeader } from '../sandbox/webhooks.ts'
