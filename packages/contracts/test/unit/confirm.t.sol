// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";
import {Wallet1271} from "../mocks/Wallet1271.sol";

contract ConfirmTest is EscrowTest {
    function test_confirm_succeeds_byPayer() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.expectEmit(address(escrow));
        emit IOrderEscrow.OrderSettled(orderId, provider, AMOUNT - 1.5e6);
        vm.prank(payer.addr);
        escrow.confirm(order, "");
        _assertStatus(orderId, Status.Settled);
        _assertAccount(provider, STAKE + AMOUNT - 1.5e6, 0);
        _assertAccount(integrator, 1e6, 0);
        _assertAccount(feeReceiver, 0.5e6, 0);
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
        order.settlement.payer = address(wallet);
        bytes32 orderId = _claim(order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSignature.selector, orderId, wallet));
        escrow.confirm(order, "x");
        wallet.approveDigest(_confirmationDigest(order));
        escrow.confirm(order, "x");
        _assertStatus(orderId, Status.Settled);
    }

    function test_confirm_reverts_whenSignatureIsNotThePayers() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        bytes memory signature = _confirmation(order, attesterKeys[0]);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSignature.selector, orderId, payer.addr));
        escrow.confirm(order, signature);
    }

    function test_confirm_reverts_whenSignatureIsEmptyAndSenderIsNotPayer() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSignature.selector, orderId, payer.addr));
        vm.prank(provider);
        escrow.confirm(order, "");
    }

    function test_confirm_reverts_whenSignatureIsMalleable() public {
        Order memory order = _order();
        bytes32 orderId = _claim(order);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(payer.privateKey, _confirmationDigest(order));
        uint256 n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        bytes memory twin = abi.encodePacked(r, bytes32(n - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidSignature.selector, orderId, payer.addr));
        escrow.confirm(order, twin);
    }

    function test_confirm_reverts_whenOpenOrTwice() public {
        Order memory order = _order();
        bytes32 orderId = _create(order);
        vm.startPrank(payer.addr);
        _expectStatus(orderId, Status.Open, Status.Claimed);
        escrow.confirm(order, "");
        vm.stopPrank();
        vm.prank(provider);
        escrow.claim(order, 0);
        vm.startPrank(payer.addr);
        escrow.confirm(order, "");
        _expectStatus(orderId, Status.Settled, Status.Claimed);
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
        _assertAccount(integrator, first, 0);
        _assertAccount(feeReceiver, second, 0);
        _assertAccount(provider, STAKE + order.settlement.amount - first - second, 0);
    }
}
