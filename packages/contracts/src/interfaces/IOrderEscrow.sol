// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FailureCause, Order, OrderState, PayoutAttestation, Ruling, Status} from "../types/Order.sol";

/// @title Order escrow
/// @notice Locks a payer's tokens until a provider proves the payout; nobody but the claimer, the fee receivers
/// snapshotted in the terms and `refundTo` can ever receive them.
interface IOrderEscrow {
    event OrderCreated(bytes32 indexed orderId, address indexed payer, bytes32 indexed corridor, Order order);
    event OrderClaimed(bytes32 indexed orderId, address indexed provider, bytes32 route, uint128 bond, uint40 payBy);
    event OrderSubmitted(
        bytes32 indexed orderId, address indexed provider, bytes32 paymentReferenceHash, uint40 settleAfter
    );
    event OrderSettled(bytes32 indexed orderId, address indexed provider, uint128 credited);
    event OrderFailed(bytes32 indexed orderId, address indexed provider, FailureCause cause);
    event OrderRefunded(bytes32 indexed orderId, address indexed refundTo, uint128 amount);
    event OrderSkipped(bytes32 indexed orderId, bytes4 reason);
    event Deposited(address indexed provider, address indexed token, uint128 amount);
    event Withdrawn(address indexed provider, address indexed token, address to, uint128 amount);
    event BondMoved(address indexed provider, address indexed token, bytes32 indexed orderId, uint128 toPayer);
    event FeesAccrued(address indexed receiver, address indexed token, uint128 amount);

    event OrderChallenged(bytes32 indexed orderId, address indexed payer, bytes32 evidenceHash, uint40 resolveBy);
    event OrderResolved(bytes32 indexed orderId, address indexed resolver, Ruling ruling, bytes32 evidenceHash);

    error TokenNotAllowed(address token);
    error AmountOutOfRange(uint256 amount, uint256 limit);
    error FeeTooHigh(uint256 feeBps, uint256 capBps);
    error InvalidDeadline(uint256 deadline, uint256 bound);
    error TooManyPinned(uint256 count, uint256 limit);
    error ZeroAddress();
    error OrderExists(bytes32 orderId);
    error WrongStatus(bytes32 orderId, Status status, Status expected);
    error InvalidSender(address sender, address expected);
    error InvalidSignature(bytes32 orderId, address signer);
    error NotRegistered(address provider, bytes32 corridor);
    error NotYourTurn(address provider, address expected, uint256 until);
    error TooEarly(uint256 time, uint256 notBefore);
    error TooLate(uint256 time, uint256 notAfter);
    error InsufficientStake(uint256 free, uint256 required);
    error PayoutTooSmall(uint256 payout, uint256 required);
    error ProofRejected(address verifier);
    error NoVerifier(bytes32 orderId);
    error LengthMismatch(uint256 left, uint256 right);
    error WrongProvider(address provider, address claimer);
    error WrongOrder(bytes32 attested, bytes32 orderId);
    error WrongVerifier(address verifier, address expected);
    error WrongCause(FailureCause cause);
    error InvalidReceiver(address receiver);
    error NoArbiter(bytes32 orderId);

    /// @notice Locks `order.settlement.amount` from msg.sender, who must be the payer (allowance).
    function create(Order calldata order) external returns (bytes32 orderId);
    /// @notice Takes the order for msg.sender; locks a bond of `bondOf(amount)` from its free stake. Strictly before `claimBy`;
    /// the i-th pinned provider alone may claim during [createdAt + i * turnSeconds, createdAt + (i + 1) * turnSeconds).
    /// @param route digest of the inputs the claimer ranked on
    function claim(Order calldata order, bytes32 route) external;
    /// @notice The claimer returns the order before paying, for a twentieth of its bond, until its pay window has passed.
    /// @param cause one of the causes from RecipientRejected on
    function giveUp(Order calldata order, FailureCause cause) external;
    /// @notice Anyone returns a claim after `claimedAt + payWindow`; half of the bond goes to the account of `refundTo`.
    function expireClaim(Order calldata order) external;
    /// @notice Anyone brings the payer's EIP-712 `Confirmation(bytes32 orderId)` signature (or the payer calls with an empty one).
    /// Settles at once, from Claimed or Submitted.
    function confirm(Order calldata order, bytes calldata signature) external;
    /// @notice Anyone proves the claimer's payout: settles at once up to the token's instant cap, else opens the challenge window.
    /// Without a verifier only the claimer submits, with an empty proof, and only if the terms name an arbiter and a challenge window.
    function submit(Order calldata order, PayoutAttestation calldata attestation, bytes calldata proof) external;
    /// @notice One proof over a batch of attestations for one verifier; items that cannot settle are skipped with OrderSkipped.
    function submitBatch(Order[] calldata orders, PayoutAttestation[] calldata attestations, bytes calldata proof)
        external;
    /// @notice Settles a submission after `submittedAt + challengeWindow`.
    function settle(Order calldata order) external;
    /// @notice Settles many; those that cannot settle are skipped with OrderSkipped.
    function settleBatch(Order[] calldata orders) external;
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

    /// @notice Adds to msg.sender's free funds (allowance).
    function deposit(address token, uint128 amount) external;
    /// @notice Adds to another account's free funds, paid by msg.sender (allowance).
    function depositFor(address provider, address token, uint128 amount) external;
    /// @notice Pays out msg.sender's free funds; what backs live claims stays.
    function withdraw(address token, uint128 amount, address to) external;

    /// @notice The order's id: the EIP-712 digest of its terms.
    function hashOrder(Order calldata order) external view returns (bytes32 orderId);
    /// @notice The order's state; status None when unknown.
    function stateOf(bytes32 orderId) external view returns (OrderState memory);
    /// @notice Funds of an address, token units. `free` can be withdrawn and backs claims; `locked` backs live ones.
    function accountOf(address provider, address token) external view returns (uint128 free, uint128 locked);
    /// @notice Whether orders may use a token, and up to which amount a proven payout settles at once.
    function tokenPolicyOf(address token) external view returns (bool allowed, uint128 instantCap);
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
    /// @notice Bond in basis points of an order's amount.
    function bondBps() external view returns (uint16);
    /// @notice Highest `protocolFeeBps` an order may carry.
    function maxProtocolFeeBps() external view returns (uint16);
}
