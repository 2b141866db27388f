// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {
    ClaimRequest,
    FailureCause,
    Order,
    OrderState,
    PayoutAttestation,
    RoutingTerms,
    Ruling,
    SettlementGroup,
    SettlementTerms,
    Status,
    SubmissionGroup
} from "../types/Order.sol";

/// @title Order escrow
/// @notice Locks a payer's tokens until a provider proves the payout; nobody but the claimer, the fee receivers
/// snapshotted in the terms and `refundTo` can ever receive them.
interface IOrderEscrow {
    event OrderCreated(bytes32 indexed orderId, address indexed payer, bytes32 indexed corridor, Order order);
    event OrderClaimed(bytes32 indexed orderId, address indexed provider, bytes32 route, uint128 bond, uint40 payBy);
    /// @notice A payout waits for its challenge window. A payout that settles at once emits OrderSettled alone.
    event OrderSubmitted(bytes32 indexed orderId, address indexed provider, uint40 paidAt, uint40 settleAfter);
    /// @param credited amount less both fees; each fee is floor(amount * feeBps / 10000) and waits in `feesOf`
    event OrderSettled(bytes32 indexed orderId, address indexed provider, uint128 credited);
    event OrderFailed(bytes32 indexed orderId, address indexed provider, FailureCause cause);
    event OrderRefunded(bytes32 indexed orderId, address indexed refundTo, uint128 amount);
    /// @param reason selector of the error that the item alone would have reverted with
    event OrderSkipped(bytes32 indexed orderId, bytes4 reason);
    event OrderChallenged(bytes32 indexed orderId, address indexed payer, bytes32 evidenceHash, uint40 resolveBy);
    event OrderResolved(bytes32 indexed orderId, address indexed resolver, Ruling ruling, bytes32 evidenceHash);
    event BondMoved(address indexed provider, address indexed token, bytes32 indexed orderId, uint128 toPayer);
    /// @notice Accrued fees went to accounts: a Deposited follows for each that is not zero.
    event FeesCollected(
        address indexed integrator, address indexed token, uint128 integratorFees, uint128 protocolFees
    );
    event EntriesPaused(address indexed token, bool paused);

    error TokenNotAllowed(address token);
    error EntriesArePaused(address token);
    error AmountOutOfRange(uint256 amount, uint256 limit);
    error FeeTooHigh(uint256 feeBps, uint256 capBps);
    error InvalidDeadline(uint256 deadline, uint256 bound);
    error InvalidPinned(address provider, uint256 position);
    error ZeroAddress();
    error DirtyBits();
    error OrderExists(bytes32 orderId);
    error WrongStatus(bytes32 orderId, Status status, Status expected);
    error InvalidSender(address sender, address expected);
    error InvalidSignature(bytes32 orderId, address signer);
    error NotRegistered(address provider, bytes32 corridor);
    error NotYourTurn(address provider, address expected, uint256 until);
    error TooEarly(uint256 time, uint256 notBefore);
    error TooLate(uint256 time, uint256 notAfter);
    error ProofRejected(address verifier);
    error NoVerifier(bytes32 orderId);
    error LengthMismatch(uint256 left, uint256 right);
    error WrongProvider(address provider, address claimer);
    error WrongVerifier(address verifier, address expected);
    error WrongCause(FailureCause cause);
    error InvalidReceiver(address receiver);
    error NoArbiter(bytes32 orderId);
    error NotACreation(bytes4 selector);

    // --- creating: by the payer, or by anyone with the payer's signature

    /// @notice Locks `order.settlement.amount` from msg.sender, who must be the payer (allowance).
    function create(Order calldata order) external returns (bytes32 orderId);
    /// @notice Anyone locks the payer's tokens (allowance) with the payer's signature over the order id, which is the
    /// EIP-712 digest of the order.
    function createFor(Order calldata order, bytes calldata signature) external returns (bytes32 orderId);
    /// @notice As `create` (by the payer, empty signature) or `createFor`, after an ERC-2612 permit of exactly `amount` to
    /// this escrow. A permit that was used already (somebody ran ahead) is no error when the allowance suffices.
    /// @param permitDeadline unix seconds in the permit
    /// @param permitSignature 65-byte r ‖ s ‖ v
    function createWithPermit(
        Order calldata order,
        uint256 permitDeadline,
        bytes calldata permitSignature,
        bytes calldata signature
    ) external returns (bytes32 orderId);
    /// @notice Anyone locks the payer's tokens with its ERC-3009 `ReceiveWithAuthorization(from: payer, to: escrow,
    /// value: amount, validAfter: 0, validBefore: claimBy, nonce: orderId)`; the nonce binds it to these terms.
    /// @param authorization 65-byte r ‖ s ‖ v, or what an ERC-1271 payer accepts
    function createWithAuthorization(Order calldata order, bytes calldata authorization)
        external
        returns (bytes32 orderId);
    /// @notice Anyone locks the payer's tokens with its Permit2 witness transfer: permitted {token, amount}, spender this
    /// escrow, deadline `claimBy`, witness the order. Sequential nonces (0, 1, 2 …) cost 17,000 gas less than random ones.
    function createWithPermit2(Order calldata order, uint256 nonce, bytes calldata signature)
        external
        returns (bytes32 orderId);
    /// @notice Runs many creations, each encoded as a call of one of the functions above; those that fail are skipped with
    /// OrderSkipped and leave no trace.
    function createBatch(bytes[] calldata creations) external;

    // --- claiming

    /// @notice Takes the order for msg.sender; locks a bond of `bondOf(amount)` from its free funds. Strictly before `claimBy`;
    /// the i-th pinned provider alone may claim during [createdAt + i * turnSeconds, createdAt + (i + 1) * turnSeconds).
    /// @param partiesHash struct hash of the order's PartyTerms
    /// @param route digest of the inputs the claimer ranked on
    function claim(
        SettlementTerms calldata settlement,
        RoutingTerms calldata routing,
        bytes32 partiesHash,
        bytes32 route
    ) external;
    /// @notice Takes many orders for msg.sender; those that cannot be claimed are skipped with OrderSkipped.
    function claimBatch(ClaimRequest[] calldata requests) external;
    /// @notice The claimer returns the order before paying, for a twentieth of its bond, until its pay window has passed.
    /// @param cause one of the causes from RecipientRejected on
    function giveUp(Order calldata order, FailureCause cause) external;
    /// @notice Anyone returns a claim after `claimedAt + payWindow`; half of the bond goes to the account of `refundTo`.
    function expireClaim(Order calldata order) external;

    // --- paying out

    /// @notice Anyone brings the payer's EIP-712 `Confirmation(bytes32 orderId)` signature (or the payer calls with an empty one).
    /// Settles at once, from Claimed or Submitted.
    function confirm(Order calldata order, bytes calldata signature) external;
    /// @notice Anyone proves the claimer's payout: settles at once up to the token's instant cap, else opens the challenge window.
    /// Without a verifier only the claimer submits, with an empty proof, and only if the terms name an arbiter and a challenge window.
    /// @param detailsHash struct hash of the order's OrderDetails
    /// @param paidAt unix seconds, as attested
    function submit(SettlementTerms calldata settlement, bytes32 detailsHash, uint40 paidAt, bytes calldata proof)
        external;
    /// @notice One proof over all attestations of a batch, in order, for one verifier; what cannot be accepted is skipped
    /// with OrderSkipped.
    function submitBatch(address verifier, SubmissionGroup[] calldata groups, bytes calldata proof) external;
    /// @notice Settles a submission after `submittedAt + challengeWindow`.
    function settle(SettlementTerms calldata settlement, bytes32 detailsHash) external;
    /// @notice Settles many; those that cannot settle are skipped with OrderSkipped.
    function settleBatch(SettlementGroup[] calldata groups) external;
    /// @notice Moves accrued fees to the accounts of the integrator and of the fee receiver.
    /// @param integrator zero for orders without one
    function collectFees(address integrator, address token) external;

    // --- disputes and the way out

    /// @notice The payer disputes a submission until its challenge window has passed; locks `bondOf(amount)` from its own account.
    /// @param evidenceHash digest of the evidence the payer will show the arbiter
    function challenge(Order calldata order, bytes32 evidenceHash) external;
    /// @notice The arbiter decides within the dispute window; the loser's bond goes to the other side's account.
    /// @param evidenceHash digest of the decision
    function resolve(Order calldata order, Ruling ruling, bytes32 evidenceHash) external;
    /// @notice Anyone ends a dispute on which the arbiter stayed silent: proven payouts settle, others refund; both bonds return.
    function resolveByDefault(Order calldata order) external;
    /// @notice Sends the locked amount to `refundTo` at or after `reclaimAfter`; only while the order is Open. When the token
    /// refuses the transfer, the amount is credited to the account of `refundTo` instead.
    function reclaim(Order calldata order) external;
    /// @notice Only the escrow itself: sends a refund in a call that a refusing token undoes.
    function sendOut(address token, address to, uint256 amount) external;
    /// @notice The guardian stops or resumes creations in one token. Nothing that happens to an order afterwards reads this.
    function pauseEntries(address token, bool paused) external;

    // --- views

    /// @notice The order's id: the EIP-712 digest of its terms.
    function hashOrder(Order calldata order) external view returns (bytes32 orderId);
    /// @notice The hashes that later steps send instead of what they do not need.
    function hashParts(Order calldata order) external pure returns (bytes32 detailsHash, bytes32 partiesHash);
    /// @notice The order's state; status None when unknown.
    function stateOf(bytes32 orderId) external view returns (OrderState memory);
    /// @notice Fees that settled orders of an integrator have accrued and nobody has collected, token units.
    function feesOf(address integrator, address token)
        external
        view
        returns (uint128 integratorFees, uint128 protocolFees);
    /// @notice Whether orders may use a token, whether entries are paused, and up to which amount a proven payout settles at once.
    function tokenPolicyOf(address token) external view returns (bool allowed, bool paused, uint128 instantCap);
    /// @notice Bond of an order of `amount` token units, rounded up.
    function bondOf(uint128 amount) external view returns (uint128);
    /// @notice The struct hash a verifier is asked about.
    function batchDigest(PayoutAttestation[] calldata attestations) external view returns (bytes32);
    /// @notice The EIP-712 domain separator of orders and confirmations.
    function domainSeparator() external view returns (bytes32);
    /// @notice The provider registry that claims are checked against.
    function registry() external view returns (address);
    /// @notice Whose account protocol fees are credited to.
    function feeReceiver() external view returns (address);
    /// @notice Who may pause entries; zero when nobody may.
    function guardian() external view returns (address);
    /// @notice Bond in basis points of an order's amount.
    function bondBps() external view returns (uint16);
    /// @notice Highest `protocolFeeBps` an order may carry.
    function maxProtocolFeeBps() external view returns (uint16);
}
