// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";
import {Wallet1271} from "../mocks/Wallet1271.sol";

contract ConfirmTest is EscrowTest {
    function test_confirm_succeeds_byPayer() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderSettled(orderId, provider, AMOUNT - FEES);
        vm.prank(payer.addr);
        escrow.confirm(order, "");
        _assertStatus(orderId, Status.Settled);
        assertEq(escrow.stateOf(orderId).claimer, provider);
        _assertAccount(provider, STAKE + AMOUNT - FEES, 0);
        _assertFees(1e6, 0.5e6);
    }

    function test_confirm_succeeds_byAnyoneWithSignature() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        bytes memory signature = _confirmation(order, payer.privateKey);
        vm.prank(stranger);
        escrow.confirm(order, signature);
        _assertStatus(orderId, Status.Settled);
    }

    function test_confirm_succeeds_whenSubmitted() public {
        Order memory order = _large();
        bytes32 orderId = _submit(order);
        vm.prank(payer.addr);
        escrow.confirm(order, "");
        _assertStatus(orderId, Status.Settled);
    }

    function test_confirm_succeeds_withContractAccount() public {
        Wallet1271 wallet = new Wallet1271();
        Order memory order = _order();
        order.parties.payer = address(wallet);
        bytes32 orderId = _claim(order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSignature.selector, orderId, wallet));
        escrow.confirm(order, "x");
        wallet.approveDigest(_confirmationDigest(order));
        escrow.confirm(order, "x");
        _assertStatus(orderId, Status.Settled);
    }

    function test_confirm_reverts_whenSignatureIsNotThePayers() public {
        Order memory order = _order();
        _refuse(order, _claim(order), _confirmation(order, attesterKeys[0]));
    }

    function test_confirm_reverts_whenSignatureIsEmptyAndSenderIsNotPayer() public {
        Order memory order = _order();
        _refuse(order, _claim(order), "");
    }

    function test_confirm_reverts_whenSignatureIsMalleable() public {
        Order memory order = _order();
        _refuse(order, _claim(order), _twin(_confirmation(order, payer.privateKey)));
    }

    function test_confirm_reverts_whenSignatureHasAnotherLength() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        bytes memory signature = _confirmation(order, payer.privateKey);
        _refuse(order, orderId, bytes.concat(signature, hex"00"));
        assembly ("memory-safe") {
            mstore(signature, 64)
        }
        _refuse(order, orderId, signature);
    }

    /// @dev The signature that created the order does not confirm it, nor does one of another order, escrow or chain.
    function test_confirm_reverts_whenSignatureIsOfSomethingElse() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        _refuse(order, orderId, _sign(payer.privateKey, orderId));
        Order memory other = _order();
        other.parties.salt = 2;
        _refuse(order, orderId, _confirmation(other, payer.privateKey));
        bytes32 structHash = keccak256(abi.encode(keccak256("Confirmation(bytes32 orderId)"), orderId));
        bytes32 elsewhere = _domain("Paynode OrderEscrow", block.chainid, stranger);
        _refuse(order, orderId, _sign(payer.privateKey, _digest(elsewhere, structHash)));
        bytes32 otherChain = _domain("Paynode OrderEscrow", block.chainid + 1, address(escrow));
        _refuse(order, orderId, _sign(payer.privateKey, _digest(otherChain, structHash)));
    }

    function test_confirm_reverts_whenOpenOrTwice() public {
        Order memory order = _order();
        bytes32 orderId = _create(order);
        _expectStatus(orderId, Status.Open, Status.Claimed);
        vm.prank(payer.addr);
        escrow.confirm(order, "");
        _claimAs(provider, order);
        vm.startPrank(payer.addr);
        escrow.confirm(order, "");
        _expectStatus(orderId, Status.Settled, Status.Claimed);
        escrow.confirm(order, "");
    }

    function test_confirm_reverts_whenDisputed() public {
        Order memory order = _optimistic();
        _expectStatus(_dispute(order), Status.Disputed, Status.Claimed);
        vm.prank(payer.addr);
        escrow.confirm(order, "");
    }

    /// @dev Fees are rounded down, one by one; nothing of the amount is lost.
    function testFuzz_confirm_splitsAmount(uint128 amount, uint16 integratorFee, uint16 protocolFee) public {
        Order memory order = _order();
        order.settlement.amount = uint128(bound(amount, 1, 10_000e6));
        order.settlement.integratorFeeBps = uint16(bound(integratorFee, 0, 1_000));
        order.settlement.protocolFeeBps = uint16(bound(protocolFee, 0, 50));
        _claim(order);
        vm.prank(payer.addr);
        escrow.confirm(order, "");
        uint256 first = uint256(order.settlement.amount) * order.settlement.integratorFeeBps / 10_000;
        uint256 second = uint256(order.settlement.amount) * order.settlement.protocolFeeBps / 10_000;
        _assertFees(first, second);
        _assertAccount(provider, STAKE + order.settlement.amount - first - second, 0);
    }

    function _refuse(Order memory order, bytes32 orderId, bytes memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSignature.selector, orderId, payer.addr));
        vm.prank(stranger);
        escrow.confirm(order, signature);
    }
}
