// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../interfaces/IOrderEscrow.sol";
import {Eip712} from "../libraries/Eip712.sol";
import {OrderHash} from "../libraries/OrderHash.sol";
import {OrderWord} from "../libraries/OrderWord.sol";
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

    /// @dev What settling adds up before it writes accounts: one provider's, and one group's fees.
    struct Tally {
        address provider;
        uint256 unlocked;
        uint256 credited;
        uint256 integratorFees;
        uint256 protocolFees;
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

    mapping(bytes32 orderId => OrderWord) internal _words;
    mapping(address integrator => mapping(address token => Fees)) internal _fees;

    /// @inheritdoc IOrderEscrow
    function bondOf(uint128 amount) public view returns (uint128) {
        return uint128((uint256(amount) * bondBps + BPS - 1) / BPS); // bondBps <= BPS: fits
    }

    // --- reads

    function _idOf(bytes32 settlementHash, bytes32 detailsHash) internal view returns (bytes32) {
        return _toDigest(OrderHash.hashOrder(settlementHash, detailsHash));
    }

    function _load(Order calldata order)
        internal
        view
        returns (bytes32 orderId, OrderWord word, SettlementTerms memory terms)
    {
        return _load(order.settlement, OrderHash.hashDetailsOf(order));
    }

    function _load(SettlementTerms calldata settlement, bytes32 detailsHash)
        internal
        view
        returns (bytes32 orderId, OrderWord word, SettlementTerms memory terms)
    {
        bytes32 settlementHash;
        (terms, settlementHash) = OrderHash.loadSettlement(settlement);
        orderId = _idOf(settlementHash, detailsHash);
        word = _words[orderId];
    }

    // --- checks

    function _checkStatus(bytes32 orderId, OrderWord word, Status expected) internal pure {
        Status status = word.status();
        if (status != expected) revert WrongStatus(orderId, status, expected);
    }

    /// @dev Reverts with an encoded error, unless there is none.
    function _requireNone(bytes memory fault) internal pure {
        if (fault.length == 0) return;
        assembly ("memory-safe") {
            revert(add(fault, 32), mload(fault))
        }
    }

    // --- effects

    /// @dev Settles an order into a tally, which the caller posts: the claimer is credited with the amount less fees and gets
    /// its bond back.
    function _settle(Tally memory tally, SettlementTerms memory terms, bytes32 orderId, OrderWord word) internal {
        address claimer = word.claimer();
        _words[orderId] = word.moveTo(Status.Settled, claimer);
        if (tally.provider != claimer) {
            _postProvider(tally, terms.token);
            tally.provider = claimer;
        }
        uint128 amount = terms.amount;
        uint256 credited;
        unchecked {
            // Both fees together are at most 20 % of a uint128; a tally is bounded by what the escrow holds.
            uint256 integratorFee = uint256(amount) * terms.integratorFeeBps / BPS;
            uint256 protocolFee = uint256(amount) * terms.protocolFeeBps / BPS;
            credited = amount - integratorFee - protocolFee;
            uint256 bond = bondOf(amount);
            tally.integratorFees += integratorFee;
            tally.protocolFees += protocolFee;
            tally.unlocked += bond;
            tally.credited += credited + bond;
        }
        emit OrderSettled(orderId, claimer, uint128(credited));
    }

    /// @dev Writes what a tally of orders with the same token and integrator has added up.
    function _post(Tally memory tally, address token, address integrator) internal {
        _postProvider(tally, token);
        if (tally.integratorFees | tally.protocolFees == 0) return;
        Fees memory fees = _fees[integrator][token];
        _fees[integrator][token] =
            Fees(fees.integrator + uint128(tally.integratorFees), fees.protocol + uint128(tally.protocolFees));
    }

    function _postProvider(Tally memory tally, address token) private {
        if (tally.provider == address(0)) return;
        _unlock(tally.provider, token, tally.unlocked, tally.credited);
        tally.unlocked = 0;
        tally.credited = 0;
    }

    /// @dev Settles one order at once.
    function _settleNow(SettlementTerms memory terms, bytes32 orderId, OrderWord word) internal {
        Tally memory tally;
        _settle(tally, terms, orderId, word);
        _post(tally, terms.token, terms.integrator);
    }

    /// @dev Unlocks the claimer's bond but for `toPayer`, which goes to the account of `refundTo`.
    function _releaseBond(
        SettlementTerms memory terms,
        address refundTo,
        bytes32 orderId,
        address claimer,
        uint128 toPayer
    ) internal {
        uint128 bond = bondOf(terms.amount);
        _unlock(claimer, terms.token, bond, bond - toPayer);
        if (toPayer != 0) _credit(refundTo, terms.token, toPayer);
        emit BondMoved(claimer, terms.token, orderId, toPayer);
    }

    /// @dev Ends with the transfer: every caller has done its effects before. A token that refuses `refundTo` blocks nobody.
    function _refund(SettlementTerms memory terms, address refundTo, bytes32 orderId, OrderWord word) internal {
        _words[orderId] = word.moveTo(Status.Refunded, word.claimer());
        emit OrderRefunded(orderId, refundTo, terms.amount);
        if (terms.token.trySend(refundTo, terms.amount)) return;
        _book(refundTo, terms.token, terms.amount);
    }
}
