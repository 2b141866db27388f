// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {Eip712} from "../libraries/Eip712.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {OrderSlot, OrderWord} from "../libraries/OrderWord.sol";
import {SafeTransfer} from "../libraries/SafeTransfer.sol";
import {Order, SettlementTerms, Status} from "../types/Order.sol";
import {ProviderAccounts} from "./ProviderAccounts.sol";

/// @notice What every step of an order shares: its word, its id, its bond, its fees, and the two ways its amount leaves.
abstract contract EscrowBase is IOrderEscrow, ProviderAccounts, Eip712 {
    using SafeTransfer for address;

    struct Fees {
        uint128 integrator;
        uint128 protocol;
    }

    uint256 internal constant BPS = 10_000;

    /// @inheritdoc IOrderEscrow
    address public immutable registry;
    /// @inheritdoc IOrderEscrow
    address public immutable feeReceiver;
    /// @inheritdoc IOrderEscrow
    address public immutable guardian;
    /// @inheritdoc IOrderEscrow
    uint16 public immutable bondBps;
    /// @inheritdoc IOrderEscrow
    uint16 public immutable maxProtocolFeeBps;

    mapping(bytes32 orderId => OrderSlot) internal _slots;
    mapping(address integrator => mapping(address token => Fees)) internal _fees;

    /// @inheritdoc IOrderEscrow
    function bondOf(uint128 amount) public view returns (uint128) {
        return uint128(_bondOf(amount));
    }

    /// @inheritdoc IOrderEscrow
    function sendOut(address token, address to, uint256 amount) external {
        if (msg.sender != address(this)) revert InvalidSender(msg.sender, address(this));
        token.send(to, amount);
    }

    // --- reads

    /// @dev bondBps <= BPS, so the bond is at most the amount.
    function _bondOf(uint256 amount) internal view returns (uint256) {
        unchecked {
            return (amount * bondBps + BPS - 1) / BPS; // amount < 2^128
        }
    }

    function _idOf(bytes32 settlementHash, bytes32 detailsHash) internal view returns (bytes32) {
        return _toDigest(OrderHash.hashOrder(settlementHash, detailsHash));
    }

    function _load(Order calldata order)
        internal
        view
        returns (bytes32 orderId, OrderSlot storage slot, OrderWord word)
    {
        return _load(order.settlement, OrderHash.hashDetailsOf(order));
    }

    function _load(SettlementTerms calldata settlement, bytes32 detailsHash)
        internal
        view
        returns (bytes32 orderId, OrderSlot storage slot, OrderWord word)
    {
        orderId = _idOf(OrderHash.hashSettlement(settlement), detailsHash);
        slot = _slots[orderId];
        word = slot.word;
    }

    // --- checks

    function _checkStatus(bytes32 orderId, OrderWord word, Status expected) internal pure {
        if (!word.has(expected)) revert WrongStatus(orderId, word.status(), expected);
    }

    /// @dev Reverts with an encoded error, unless there is none.
    function _requireNone(bytes memory fault) internal pure {
        if (fault.length == 0) return;
        assembly ("memory-safe") {
            revert(add(fault, 32), mload(fault))
        }
    }

    // --- effects

    /// @dev Settles an order; the caller posts what it returns: the claimer gets `credited` and its bond back.
    function _settle(bytes32 orderId, OrderSlot storage slot, OrderWord word, uint256 amount, uint256 feeBps)
        internal
        returns (uint256 credited, uint256 integratorFee, uint256 protocolFee)
    {
        address claimer = word.claimer();
        slot.word = word.moveTo(Status.Settled, claimer);
        unchecked {
            integratorFee = amount * (feeBps >> 16) / BPS; // amount < 2^128, each rate <= 10 %
            protocolFee = amount * uint16(feeBps) / BPS;
            credited = amount - integratorFee - protocolFee;
        }
        emit OrderSettled(orderId, claimer, uint128(credited));
    }

    /// @dev Settles one order at once.
    function _settleNow(SettlementTerms calldata terms, bytes32 orderId, OrderSlot storage slot, OrderWord word)
        internal
    {
        uint256 amount = terms.amount;
        address token = terms.token;
        (uint256 credited, uint256 integratorFee, uint256 protocolFee) =
            _settle(orderId, slot, word, amount, _joinFees(terms.integratorFeeBps, terms.protocolFeeBps));
        uint256 bond = _bondOf(amount);
        _unlock(word.claimer(), token, bond, credited + bond);
        _accrue(terms.integrator, token, integratorFee, protocolFee);
    }

    /// @dev Two rates in one stack word.
    function _joinFees(uint256 integratorFeeBps, uint256 protocolFeeBps) internal pure returns (uint256) {
        return (integratorFeeBps << 16) | protocolFeeBps;
    }

    function _accrue(address integrator, address token, uint256 integratorFee, uint256 protocolFee) internal {
        if (integratorFee | protocolFee == 0) return;
        Fees storage fees = _fees[integrator][token];
        uint256 added = integratorFee | (protocolFee << 128);
        assembly ("memory-safe") {
            sstore(fees.slot, add(sload(fees.slot), added)) // both halves are parts of a balance below 2^128: no carry
        }
    }

    /// @dev Unlocks the claimer's bond but for `toPayer`, which goes to the account of `refundTo`.
    function _releaseBond(
        SettlementTerms calldata terms,
        address refundTo,
        bytes32 orderId,
        address claimer,
        uint256 toPayer
    ) internal {
        uint256 bond = _bondOf(terms.amount);
        _unlock(claimer, terms.token, bond, bond - toPayer);
        if (toPayer != 0) _credit(refundTo, terms.token, toPayer);
        emit BondMoved(claimer, terms.token, orderId, uint128(toPayer));
    }

    /// @dev Ends with the transfer: every caller has done its effects before. A token that refuses `refundTo` blocks nobody, but a
    /// caller cannot make it refuse by giving little gas: what is left after the inner call must pay for booking the credit.
    function _refund(
        SettlementTerms calldata terms,
        address refundTo,
        bytes32 orderId,
        OrderSlot storage slot,
        OrderWord word
    ) internal {
        slot.word = word.moveTo(Status.Refunded, word.claimer());
        emit OrderRefunded(orderId, refundTo, terms.amount);
        // In a call of our own, so that a token that moves the amount and then says no has moved nothing.
        try this.sendOut(terms.token, refundTo, terms.amount) {}
        catch {
            _book(refundTo, terms.token, terms.amount);
        }
    }
}
