/** A payment from form to receipt: survives reloads and wallet switches, and never locks twice. */
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { useConnection } from 'wagmi'
import { createOrder } from '../../actions/createOrder.ts'
import type { PayoutQuote } from '../../actions/getPayoutQuote.ts'
import type { CreateOrderProgress } from '../../actions/prepareOrder.ts'
import { toActionError } from '../../actions/toActionError.ts'
import type { PaynodeNetwork } from '../../clients/network.ts'
import type { OrderStatus } from '../../protocol/order.ts'
import type { Recipient } from '../../protocol/recipient.ts'
import { useChainTime } from '../hooks/useChainTime.ts'
import { useOrder } from '../hooks/useOrder.ts'
import { useSigner } from '../hooks/useSigner.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { toCode } from '../toCode.ts'
import { toLocalMoney, toMoney } from '../toMoney.ts'
import { type CheckoutRecord, maskAccount } from './record.ts'
import { runExclusive } from './runExclusive.ts'
import { toStage } from './stage.ts'
import { useRecord } from './useRecord.ts'

/** What is paid. `accountName` is shown again on the receipt. */
export type Payment = { readonly quote: PayoutQuote; readonly recipient: Recipient; readonly accountName?: string | undefined }

/** Somewhere else a payment of this wallet is being signed. */
export const OTHER_TAB = 'OTHER_TAB'

/** The payment of the connected wallet. `pay` resolves when the tokens are locked, or with `error` set. */
export function useCheckout() {
  const { network } = usePaynode()
  const { address } = useConnection()
  const getSigner = useSigner()
  const queries = useQueryClient()
  const { record, store, name } = useRecord(address)
  const [step, setStep] = useState<CreateOrderProgress>()
  const [error, setError] = useState<unknown>()
  const isBusy = useRef(false)
  const now = useChainTime()
  const order = useOrder({ orderId: record?.orderId })
  const status: OrderStatus | undefined = order.data?.status ?? (isNotFound(order.error) ? 'none' : undefined)

  const pay = useCallback(
    async ({ quote, recipient, accountName }: Payment) => {
      if (isBusy.current || name === undefined) return
      isBusy.current = true
      setError(undefined)
      setStep({ step: 'quoting' })
      let kept: CheckoutRecord | undefined
      try {
        const done = await runExclusive(name, async () => {
          const signer = await getSigner()
          const keep = (more: Partial<CheckoutRecord>) => {
            kept = kept && { ...kept, ...more }
            store.save(kept)
          }
          return createOrder(signer, {
            network,
            recipient,
            amount: quote.amount,
            payout: quote.payout,
            onProgress: (progress) => {
              if (progress.step === 'prepared') {
                const { orderId, order: terms } = progress
                kept = {
                  version: 1,
                  orderId,
                  claimBy: terms.claimBy,
                  payer: terms.payer,
                  createdAt: Date.now(),
                  ...toWords(network, quote, recipient, accountName),
                }
                store.save(kept)
              }
              if (progress.step === 'locking' && progress.transactionHash) keep({ transactionHash: progress.transactionHash })
              setStep(progress)
            },
          })
        })
        if (!done) setError({ code: OTHER_TAB })
      } catch (cause) {
        setError(toActionError(cause, { functionName: 'create', chainId: network.chainId }))
        // Nothing was sent: forget it. What was sent may still be mined, and stays.
        if (kept?.transactionHash === undefined || toCode(cause) === 'REVERTED') store.save(undefined)
      } finally {
        isBusy.current = false
        setStep(undefined)
        await queries.invalidateQueries({ queryKey: ['paynode', network.contracts.OrderEscrow] })
      }
    },
    [name, network, store, getSigner, queries],
  )

  const reset = useCallback(() => {
    store.save(undefined)
    setError(undefined)
  }, [store])
  /** Shows an order that this browser does not remember. */
  const show = useCallback((other: CheckoutRecord) => store.save(other), [store])

  return { now, stage: toStage({ isBusy: step !== undefined, record, status, now }), step, record, order, error, pay, reset, show }
}

function toWords(
  network: PaynodeNetwork,
  { amount, payout }: PayoutQuote,
  { corridor, account }: Recipient,
  accountName: string | undefined,
) {
  const masked = maskAccount(account)
  const recipient = accountName ? `${accountName} · ${masked}` : masked
  return { cost: toMoney(network, amount), payout: toLocalMoney(corridor, payout), recipient }
}

const isNotFound = (error: unknown) => toCode(error) === 'ORDER_NOT_FOUND'
