// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SignatureProbe} from "../mocks/tokens/SignatureProbe.sol";
import {UsdcProxy} from "../mocks/tokens/UsdcProxy.sol";
import {UsdcToken} from "../mocks/tokens/UsdcToken.sol";
import {SafeTransfer} from "../../src/libraries/SafeTransfer.sol";
import "./AdversarialTest.sol";

/// @notice What USDC's issuer and its proxy's admin can do: deny each party, pause, upgrade. Orders go on where they can,
/// wait where they cannot, and nothing is lost.
contract UsdcTest is AdversarialTest {
    UsdcToken private token;
    UsdcProxy private proxy;
    address private issuer = makeAddr("issuer");
    address private admin = makeAddr("admin");

    function setUp() public override {
        super.setUp();
        UsdcToken code = new UsdcToken(new SignatureProbe());
        vm.prank(admin);
        proxy = new UsdcProxy(address(code), abi.encodeCall(code.initialize, (issuer)));
        token = UsdcToken(address(proxy));
        _allow(address(token));
        _deposit(provider, address(token), 10e6);
    }

    function test_create_reverts_whenPayerIsDenied() public {
        Order memory order = _order(address(token), AMOUNT);
        _fund(payer.addr, address(token), AMOUNT);
        _deny(payer.addr, true);
        vm.expectRevert(_failed(address(escrow), AMOUNT));
        vm.prank(payer.addr);
        escrow.create(order);
    }

    function test_lifecycle_succeeds_whenPayerIsDeniedAfterCreating() public {
        Order memory order = _order(address(token), AMOUNT);
        _create(order);
        _deny(payer.addr, true);
        _claim(order);
        _submit(order);
        _assertStatus(order, Status.Settled);
    }

    function test_withdraw_succeeds_toAnotherAddressWhenProviderIsDenied() public {
        _deny(provider, true);
        vm.expectRevert(_failed(provider, 10e6));
        vm.prank(provider);
        escrow.withdraw(address(token), 10e6, provider);
        vm.prank(provider);
        escrow.withdraw(address(token), 10e6, stranger);
        assertEq(token.balanceOf(stranger), 10e6);
    }

    function test_submitBatch_succeeds_whenOneProviderIsDenied() public {
        Order memory order = _order(address(token), AMOUNT);
        _create(order);
        _claim(order);
        _deny(provider, true);
        _submit(order);
        _assertStatus(order, Status.Settled); // accounts, not transfers: a denied provider holds nobody up
        _assertSolvent(address(token), 0);
    }

    function test_reclaim_succeeds_creditsTheAccountWhenRefundToIsDenied() public {
        Order memory order = _order(address(token), AMOUNT);
        _create(order);
        _deny(refundTo, true);
        _reclaim(order);
        _assertStatus(order, Status.Refunded);
        vm.prank(refundTo);
        escrow.withdraw(address(token), AMOUNT, stranger);
        assertEq(token.balanceOf(stranger), AMOUNT);
        _assertSolvent(address(token), 0);
    }

    function test_everything_waits_whenEscrowIsDenied() public {
        Order memory order = _order(address(token), AMOUNT);
        _create(order);
        Order memory late = _order(address(token), AMOUNT);
        _fund(payer.addr, address(token), AMOUNT);
        _deny(address(escrow), true);
        _waitsAndGoesOn(order, late, false);
    }

    function test_everything_waits_whenTokenIsPaused() public {
        Order memory order = _order(address(token), AMOUNT);
        _create(order);
        Order memory late = _order(address(token), AMOUNT);
        _fund(payer.addr, address(token), AMOUNT);
        vm.prank(issuer);
        token.pause(true);
        _waitsAndGoesOn(order, late, true);
    }

    function test_reclaim_succeeds_whenTokenIsUpgradedToNothing() public {
        Order memory order = _order(address(token), AMOUNT);
        _create(order);
        address honest = proxy.implementation();
        vm.prank(admin);
        proxy.upgradeTo(address(this)); // answers no call of a token
        _reclaim(order);
        (uint128 free,) = escrow.accountOf(refundTo, address(token));
        assertEq(free, AMOUNT, "kept for later");
        vm.prank(admin);
        proxy.upgradeTo(honest);
        vm.prank(refundTo);
        escrow.withdraw(address(token), AMOUNT, refundTo);
        assertEq(token.balanceOf(refundTo), AMOUNT);
        _assertSolvent(address(token), 0);
    }

    function test_create_reverts_whenTokenIsUpgradedToNothing() public {
        Order memory order = _order(address(token), AMOUNT);
        vm.prank(admin);
        proxy.upgradeTo(address(this));
        vm.expectRevert(abi.encodeWithSelector(SafeTransfer.BalanceUnknown.selector, address(token)));
        vm.prank(payer.addr);
        escrow.create(order);
    }

    /// @dev Entries fail; settling goes on; refunds land in accounts; withdrawals fail now and work later.
    function _waitsAndGoesOn(Order memory order, Order memory late, bool isPaused) private {
        vm.expectRevert(_failed(address(escrow), AMOUNT));
        vm.prank(payer.addr);
        escrow.create(late);
        _reclaim(order);
        _assertStatus(order, Status.Refunded);
        vm.expectRevert(_failed(refundTo, AMOUNT));
        vm.prank(refundTo);
        escrow.withdraw(address(token), AMOUNT, refundTo);
        vm.prank(issuer);
        if (isPaused) token.pause(false);
        else token.deny(address(escrow), false);
        vm.prank(refundTo);
        escrow.withdraw(address(token), AMOUNT, refundTo);
        assertEq(token.balanceOf(refundTo), AMOUNT);
        _assertSolvent(address(token), 0);
    }

    function _deny(address account, bool denied) private {
        vm.prank(issuer);
        token.deny(account, denied);
    }

    function _failed(address to, uint256 amount) private view returns (bytes memory) {
        return abi.encodeWithSelector(SafeTransfer.TransferFailed.selector, address(token), to, amount);
    }
}
