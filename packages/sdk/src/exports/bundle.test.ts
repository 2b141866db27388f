/** What an application's bundler makes of the SDK: how many bytes a payer loads, nothing of Node, and that it runs at the edge. */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { EdgeVM } from '@edge-runtime/vm'
import { build, type Plugin } from 'esbuild'
import { describe, expect, test } from 'vitest'

const resolveDir = fileURLToPath(new URL('.', import.meta.url))

async function bundle(contents: string, { external, plugins = [] }: { readonly external: readonly string[]; readonly plugins?: Plugin[] }) {
  const result = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    conditions: ['paynode-source'],
    logLevel: 'silent',
    external: [...external],
    plugins,
  })
  const [file] = result.outputFiles
  const inputs = Object.entries(result.metafile.outputs).flatMap(([, output]) => Object.entries(output.inputs))
  const used = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []))
  return { code: file?.text ?? '', kilobytes: gzipSync(file?.contents ?? '', { level: 9 }).length / 1_000, used }
}

const viem = ['viem', 'viem/*']
const peers = [...viem, 'react', 'react/*', 'wagmi', '@tanstack/react-query']
/** Everything of the SDK that is not React's counts elsewhere; the names of its files are in no application's bundle. */
const withoutSdk: Plugin = {
  name: 'without-sdk',
  setup: (builder) => {
    builder.onResolve({ filter: /\/(actions|clients|contracts|errors|protocol)\// }, () => ({ path: '@paynode/sdk', external: true }))
  },
}

describe('size, gzipped, without the peers', () => {
  test.each([
    ['createOrder', "export { createOrder } from './index.ts'", { external: viem }, 25],
    ['verifyWebhook', "export { verifyWebhook } from './index.ts'", { external: viem }, 7],
    ['/router', "export * from './router.ts'", { external: viem }, 15],
    ['/react beyond the actions', "export * from './react.ts'", { external: [...peers, 'zod/*'], plugins: [withoutSdk] }, 10],
  ])('%s', async (_, code, options, budget) => {
    expect((await bundle(code, options)).kilobytes).toBeLessThanOrEqual(budget)
  })

  test('bytecode and deployment are in no payer’s bundle', async () => {
    const { used } = await bundle("export * from './index.ts'", { external: viem })
    expect(used.filter((path) => /contracts\/bytecode|deployment\/(?!networks)/.test(path))).toEqual([])
    expect(used.filter((path) => /actions\/createOrder/.test(path))).toHaveLength(1) // the pattern above would match something
  })
})

describe('nothing of Node', () => {
  test.each(['index', 'protocol', 'router', 'abi', 'chains', 'react'])('%s', async (entry) => {
    const { code } = await bundle(`export * from './${entry}.ts'`, { external: peers })
    expect(code).not.toMatch(/from\s*["']node:|require\(["']node:|\bprocess\.(env|nextTick|version)|\bBuffer\./)
  })
})

test('it runs where there is no Node: seals, prices, ranks and checks a webhook at the edge', async () => {
  const { code } = await bundle(
    `import { createHpkeKeyPair, hashOrder, openRecipient, orderDefaults, parseRecipient, sealRecipient, verifyWebhook, parsePayout } from './index.ts'
     import { createState, stateRoot } from './router.ts'
     const run = async () => {
       const pair = await createHpkeKeyPair()
       const salted = { recipient: parseRecipient('NGN/bank:058:0123456789'), salt: '0x' + '11'.repeat(32) }
       const address = '0x' + '22'.repeat(20)
       const order = { ...orderDefaults, payer: address, refundTo: address, token: address, amount: 1n, payout: parsePayout('2', 'NGN'), corridor: 'NGN/bank',
         reclaimAfter: 3, turnSeconds: 1, claimBy: 1, payWindow: 2, salt: 7n }
       const orderId = hashOrder(order, { chainId: 1, escrow: address })
       const sealed = await sealRecipient(salted, orderId, pair.publicKey)
       const opened = await openRecipient(sealed, orderId, pair.privateKey)
       const refused = await verifyWebhook({ payload: '{}', header: 't=1,v1=' + 'ab'.repeat(32), secret: 's', now: 1 }).catch(({ code }) => code)
       return [opened.recipient.account, orderId.length, stateRoot(createState({ epochSeconds: 60, tokenDecimals: 6 })).length, refused].join()
     }
     globalThis.answer = run()`,
    { external: [] },
  )
  const vm = new EdgeVM()
  expect(vm.evaluate('typeof process + typeof Buffer + typeof require')).toBe('undefined'.repeat(3))
  vm.evaluate(code)
  expect(await vm.evaluate('globalThis.answer')).toBe('0123456789,66,66,WEBHOOK_INVALID')
})
