/** Payments of this wallet that have not ended: read from the chain, so that a lost browser loses nothing. */
import type { CheckoutRecord } from '../checkout/record.ts'
import { useOrders } from '../hooks/useOrders.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { toLocalMoney, toMoney } from '../toMoney.ts'

const SHOWN = 5

export function Unfinished({ onShow }: { onShow: (record: CheckoutRecord) => void }) {
  const { texts, network } = usePaynode()
  const { data: orders } = useOrders()
  const open = orders?.filter(({ status }) => status !== 'settled' && status !== 'refunded').slice(0, SHOWN) ?? []
  if (open.length === 0) return null
  return (
    <section aria-labelledby="pn-unfinished" className="pn-unfinished">
      <h3 id="pn-unfinished">{texts.unfinishedTitle}</h3>
      <ul className="pn-list">
        {open.map(({ orderId, order, createdAt }) => {
          const record: CheckoutRecord = {
            version: 1,
            orderId,
            payer: order.payer,
            payout: toLocalMoney(order.corridor, order.payout),
            cost: toMoney(network, order.amount),
            recipient: order.corridor.replace('/', ' · '),
            createdAt: createdAt * 1_000,
            claimBy: order.claimBy,
          }
          return (
            <li key={orderId} className="pn-line">
              <span>
                {record.payout} <small>{record.recipient}</small>
              </span>
              <button
                type="button"
                className="pn-button"
                onClick={() => onShow(record)}
                aria-label={`${texts.unfinishedAction} ${record.payout}`}
              >
                {texts.unfinishedAction}
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
