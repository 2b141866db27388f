/** The command tree. */
import { Command } from 'commander'
import { addApiKeys } from './commands/api-keys/apiKeys.ts'
import { addBench } from './commands/bench/flow.ts'
import { addDemo } from './commands/demo/run.ts'
import { addDev } from './commands/dev/run.ts'
import { addDoctor } from './commands/doctor/run.ts'
import { addInit } from './commands/init/run.ts'
import { addKeys } from './commands/keys/keys.ts'
import { addOrder } from './commands/order/order.ts'
import { addOrders } from './commands/orders/orders.ts'
import { addPayouts } from './commands/payouts/payouts.ts'
import { addPeers } from './commands/peers/list.ts'
import { addPsp } from './commands/psp/psp.ts'
import { addQuotes } from './commands/quotes/list.ts'
import { addReconcile } from './commands/reconcile/run.ts'
import { addRegister } from './commands/register/run.ts'
import { addRoute } from './commands/route/route.ts'
import { addSandbox } from './commands/sandbox/run.ts'
import { addSimulate } from './commands/simulate/run.ts'
import { addStake } from './commands/stake/stake.ts'
import { addStart } from './commands/start/run.ts'
import { addStatus } from './commands/status/show.ts'
import type { Context } from './context.ts'
import { cliVersion } from './version.ts'

/** Builds the program. Nothing runs until it parses. */
export function createProgram(context: Context): Command {
  const program = new Command('paynode')
    .description('Pay bank accounts and mobile wallets from a stablecoin; run a provider; run a whole network on a laptop')
    .version(cliVersion)
    .option('--json', 'print JSON on stdout, for programs')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
  for (const add of [
    addDev,
    addDemo,
    addOrder,
    addOrders,
    addQuotes,
    addRoute,
    addStatus,
    addInit,
    addKeys,
    addRegister,
    addStake,
    addStart,
    addDoctor,
    addPeers,
    addPsp,
    addPayouts,
    addApiKeys,
    addReconcile,
    addBench,
    addSimulate,
    addSandbox,
  ]) {
    add(program, context)
  }
  return program
}
