/** How it ended, on a page that can be printed. */
import type { OrderOnChain } from '../../actions/getOrder.ts'
import type { CheckoutRecord } from '../checkout/record.ts'
import { usePaynode } from '../PaynodeProvider.tsx'
import { fill } from '../texts.ts'
import { Facts } from './Facts.tsx'
import { Notice } from './Notice.tsx'

export function Receipt({ order, record, onNew }: { order: OrderOnChain; record: CheckoutRecord; onNew: () => void }) {
  const { texts } = usePaynode()
  const settled = order.status === 'settled'
  const date = new Date(order.changedAt * 1_000)
  return (
    <div className="pn-receipt">
      <p className={settled ? 'pn-seal pn-good' : 'pn-seal'} aria-hidden="true">
        {settled ? '✓' : '↩'}
      </p>
      {!settled && <Notice>{fill(texts.refundedText, { address: order.order.refundTo })}</Notice>}
      <Facts
        rows={[
          [texts.recipientGets, settled ? <strong key="gets">{record.payout}</strong> : '–'],
          [texts.to, record.recipient],
          [texts.youPay, settled ? record.cost : '–'],
          [
            texts.date,
            <time key="date" dateTime={date.toISOString()}>
              {date.toLocaleString()}
            </time>,
          ],
          [texts.paidFrom, <code key="payer">{order.order.payer}</code>],
          [texts.orderId, <code key="id">{order.orderId}</code>],
          ...(record.transactionHash ? [[texts.transaction, <code key="hash">{record.transactionHash}</code>] as const] : []),
        ]}
      />
      <div className="pn-row pn-noprint">
        {settled && (
          <button type="button" className="pn-button" onClick={() => globalThis.print()}>
            {texts.receiptAction}
          </button>
        )}
        <button type="button" className="pn-button pn-primary" onClick={onNew}>
          {texts.newPayment}
        </button>
      </div>
    </div>
  )
}
