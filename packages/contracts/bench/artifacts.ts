/** What forge compiled under the `deploy` profile, which is what gets deployed and measured. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Abi, encodeDeployData, type Hex } from 'viem'

/** A compiled contract. */
export type Artifact = { readonly abi: Abi; readonly bytecode: Hex }

const contracts = new URL('../', import.meta.url)
const mocks = ['test/mocks/tokens/UsdcToken.sol', 'test/mocks/tokens/UsdcProxy.sol', 'test/mocks/Approver.sol']

/** Compiles what changed. @throws Error when it does not compile */
export function buildArtifacts(): void {
  const forge = fileURLToPath(new URL('../../scripts/forge.ts', contracts))
  const options = { env: { ...process.env, FOUNDRY_PROFILE: 'deploy' }, encoding: 'utf8' } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, [forge, 'build', 'src', ...mocks], options)
  if (status !== 0) throw new Error(`the contracts do not compile under the deploy profile:\n${stdout}\n${stderr}`)
}

/** Reads one contract. */
export function readArtifact(name: string): Artifact {
  const file = new URL(`out-deploy/${name}.sol/${name}.json`, contracts)
  const { abi, bytecode } = JSON.parse(readFileSync(file, 'utf8')) as { readonly abi: Abi; readonly bytecode: { readonly object: Hex } } // forge's own output
  return { abi, bytecode: bytecode.object }
}

/** Creation code with its constructor's arguments. */
export function toDeployData({ abi, bytecode }: Artifact, args: readonly unknown[]): Hex {
  return encodeDeployData({ abi, bytecode, args })
}
