// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SignatureProbe} from "../mocks/tokens/SignatureProbe.sol";
import {UsdcToken} from "../mocks/tokens/UsdcToken.sol";
import "../utils/EscrowTest.sol";

/// @notice A second bookkeeping beside the escrow's: what every account, fee slot, wallet and order should be.
abstract contract Model is EscrowTest {
    uint256 public constant MAX_ORDERS = 24;

    UsdcToken internal usdc;
    Order[] internal orders;
    bytes32[] public ids;
    address[] internal actors;
    address[3] internal providers;
    mapping(bytes32 orderId => Status) public statusOf;
    mapping(bytes32 orderId => uint256) public payoutsOf;
    /// @dev Free and locked together.
    mapping(address account => mapping(address asset => uint256)) public expectedOf;
    mapping(address account => mapping(address asset => uint256)) public integratorFeesOf;
    mapping(address account => mapping(address asset => uint256)) public protocolFeesOf;
    mapping(address asset => uint256) public expectedRefunds;
    mapping(Status from => mapping(Status to => bool)) private _allowed;
    string public fault; // the first broken rule, for the invariant to report

    constructor() {
        setUp();
        address third = makeAddr("third");
        _enlist(third);
        providers = [provider, rival, third];
        actors = [payer.addr, refundTo, integrator, feeReceiver, provider, rival, third, stranger];
        for (uint256 i; i < 3; ++i) {
            expectedOf[providers[i]][address(token)] = STAKE;
            _give(providers[i], address(usdc), STAKE);
        }
        vm.prank(payer.addr);
        usdc.approve(address(escrow), type(uint256).max);
        _allowed[Status.None][Status.Open] = true;
        _allowed[Status.Open][Status.Claimed] = true;
        _allowed[Status.Open][Status.Refunded] = true;
        _allowed[Status.Claimed][Status.Open] = true;
        _allowed[Status.Claimed][Status.Submitted] = true;
        _allowed[Status.Claimed][Status.Settled] = true;
        _allowed[Status.Submitted][Status.Settled] = true;
        _allowed[Status.Submitted][Status.Disputed] = true;
        _allowed[Status.Disputed][Status.Settled] = true;
        _allowed[Status.Disputed][Status.Refunded] = true;
    }

    function _allowedTokens() internal override returns (address[] memory tokens) {
        usdc = new UsdcToken(new SignatureProbe());
        usdc.initialize(address(this));
        tokens = new address[](2);
        (tokens[0], tokens[1]) = (address(token), address(usdc));
    }

    // --- what the invariants read

    function orderCount() external view returns (uint256) {
        return orders.length;
    }

    function getActors() external view returns (address[] memory) {
        return actors;
    }

    function getAssets() external view returns (address[2] memory) {
        return [address(token), address(usdc)];
    }

    function getParties() external view returns (IEscrow, address ofIntegrator, address ofProtocol) {
        return (escrow, integrator, feeReceiver);
    }

    function liveAmount(address asset) external view returns (uint256 sum) {
        for (uint256 i; i < orders.length; ++i) {
            if (orders[i].settlement.token == asset && !_isFinal(_statusOf(ids[i]))) {
                sum += orders[i].settlement.amount;
            }
        }
    }

    function refundedAmount(address asset) external view returns (uint256) {
        return IMintable(asset).balanceOf(refundTo) + IMintable(asset).balanceOf(payer.addr);
    }

    /// @dev Takes one permissionless step with everybody else offline; true when the order is in a final state.
    function finish(uint256 index) external returns (bool) {
        Order memory order = orders[index];
        Status status = _statusOf(ids[index]);
        vm.startPrank(stranger);
        if (status == Status.Open) escrow.reclaim(order);
        else if (status == Status.Claimed) escrow.expireClaim(order);
        else if (status == Status.Submitted) escrow.settle(order.settlement, TermHash.details(order));
        else if (status == Status.Disputed) escrow.resolveByDefault(order);
        vm.stopPrank();
        return _isFinal(_statusOf(ids[index]));
    }

    // --- drawing orders

    /// @dev Tokens, lanes, verifiers, parties, pinned turns and fees of every kind.
    function _draw(uint256 amount, uint256 kind) internal view returns (Order memory order) {
        order = _order();
        order.settlement.amount = uint128(_bound(amount, 1, 2 * INSTANT_CAP));
        if (kind % 7 == 0) order.settlement.token = address(usdc);
        if (kind % 3 == 0) order.settlement.verifier = address(0);
        if (kind % 5 == 0) order.parties.refundTo = payer.addr;
        if (kind % 11 == 0) (order.settlement.integrator, order.settlement.integratorFeeBps) = (address(0), 0);
        if (kind % 13 == 0) order.settlement.protocolFeeBps = 0;
        if (kind % 6 == 0) {
            (order.routing.pinned[0], order.routing.pinned[1]) = (provider, rival);
            order.routing.turnSeconds = 1 hours;
        }
        order.routing.claimBy = uint40(block.timestamp + 10 days);
        order.parties.reclaimAfter = uint40(block.timestamp + 11 days);
        order.parties.salt = uint64(orders.length);
    }

    function _paidBy(bytes32 orderId, Order memory order, address claimer)
        internal
        view
        returns (PayoutAttestation memory)
    {
        return PayoutAttestation(orderId, claimer, order.settlement.payout, uint40(block.timestamp));
    }

    function _shared(SettlementTerms memory terms) internal pure returns (SharedTerms memory) {
        return SharedTerms(
            terms.token,
            terms.integrator,
            terms.integratorFeeBps,
            terms.protocolFeeBps,
            terms.verifier,
            terms.challengeWindow
        );
    }

    function _pick(uint256 seed, Status wanted) internal view returns (Order memory, bytes32) {
        uint256 count = orders.length;
        for (uint256 i; i < count; ++i) {
            uint256 index = (seed % count + i) % count;
            if (_statusOf(ids[index]) == wanted) return (orders[index], ids[index]);
        }
        revert("no such order");
    }

    function _waitUntil(uint256 time) internal {
        if (time > block.timestamp) vm.warp(time);
    }

    // --- the books

    function _give(address account, address asset, uint128 amount) internal {
        _fund(account, asset, amount);
        vm.prank(account);
        escrow.deposit(asset, amount);
        expectedOf[account][asset] += amount;
    }

    function _opened(Order memory order, bytes32 orderId) internal {
        orders.push(order);
        ids.push(orderId);
        _moved(orderId);
    }

    function _moved(bytes32 orderId) internal {
        Status to = _statusOf(orderId);
        if (!_allowed[statusOf[orderId]][to]) fault = "a status was reached outside the table";
        statusOf[orderId] = to;
        ++reached[to];
    }

    function _followAll() internal {
        for (uint256 i; i < ids.length; ++i) {
            if (_statusOf(ids[i]) != statusOf[ids[i]]) _followed(orders[i], ids[i]);
        }
    }

    /// @dev Books the payout that a transition to a final state means.
    function _followed(Order memory order, bytes32 orderId) internal {
        Status status = _statusOf(orderId);
        if (status == Status.Settled) _paid(order, orderId);
        if (status == Status.Refunded) expectedRefunds[order.settlement.token] += order.settlement.amount;
        if (_isFinal(status)) ++payoutsOf[orderId];
        _moved(orderId);
    }

    function _paid(Order memory order, bytes32 orderId) private {
        SettlementTerms memory terms = order.settlement;
        uint256 first = uint256(terms.amount) * terms.integratorFeeBps / 10_000;
        uint256 second = uint256(terms.amount) * terms.protocolFeeBps / 10_000;
        integratorFeesOf[terms.integrator][terms.token] += first;
        protocolFeesOf[terms.integrator][terms.token] += second;
        expectedOf[escrow.stateOf(orderId).claimer][terms.token] += terms.amount - first - second;
    }

    function _collected(address of_, address asset) internal {
        expectedOf[of_][asset] += integratorFeesOf[of_][asset];
        expectedOf[feeReceiver][asset] += protocolFeesOf[of_][asset];
        (integratorFeesOf[of_][asset], protocolFeesOf[of_][asset]) = (0, 0);
    }

    function _penalized(Order memory order, address claimer, uint256 divisor) internal {
        uint256 penalty = (uint256(_bondOf(order.settlement.amount)) + divisor - 1) / divisor;
        expectedOf[claimer][order.settlement.token] -= penalty;
        expectedOf[order.parties.refundTo][order.settlement.token] += penalty;
    }

    function _statusOf(bytes32 orderId) internal view returns (Status) {
        return escrow.stateOf(orderId).status;
    }

    /// @dev How often orders came to each state.
    mapping(Status => uint256) public reached;

    function _isFinal(Status status) internal pure returns (bool) {
        return status == Status.Settled || status == Status.Refunded;
    }
}
