// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/EscrowTest.sol";

/// @notice deposit, withdraw, and what the constructor fixes.
contract AccountsTest is EscrowTest {
    function test_deposit_emitsDeposited() public {
        _fund(stranger, address(token), 5);
        vm.expectEmit(address(escrow));
        emit IProviderAccounts.Deposited(stranger, address(token), 5);
        vm.prank(stranger);
        escrow.deposit(address(token), 5);
        _assertAccount(stranger, 5, 0);
    }

    function test_deposit_succeeds_whenPaused() public {
        vm.prank(guardian);
        escrow.pauseEntries(address(token), true);
        _deposit(stranger, 5);
        _assertAccount(stranger, 5, 0);
    }

    function test_depositFor_succeeds_creditsTheOther() public {
        _fund(stranger, address(token), 5);
        vm.prank(stranger);
        escrow.depositFor(provider, address(token), 5);
        _assertAccount(provider, STAKE + 5, 0);
        _assertAccount(stranger, 0, 0);
        assertEq(token.balanceOf(stranger), 0);
    }

    function test_depositFor_reverts_whenProviderIsZero() public {
        _fund(stranger, address(token), 5);
        vm.expectRevert(IOrderEscrow.ZeroAddress.selector);
        vm.prank(stranger);
        escrow.depositFor(address(0), address(token), 5);
    }

    function test_deposit_reverts_whenTokenIsNotAllowed() public {
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.TokenNotAllowed.selector, stranger));
        escrow.deposit(stranger, 1);
    }

    function test_deposit_succeeds_whenZero() public {
        vm.prank(stranger);
        escrow.deposit(address(token), 0);
        _assertAccount(stranger, 0, 0);
    }

    function test_deposit_reverts_withoutAllowance() public {
        token.mint(stranger, 5);
        vm.expectPartialRevert(bytes4(keccak256("TransferFailed(address,address,uint256)")));
        vm.prank(stranger);
        escrow.deposit(address(token), 5);
    }

    function test_withdraw_succeeds_paysOut() public {
        vm.expectEmit(address(escrow));
        emit IProviderAccounts.Withdrawn(provider, address(token), stranger, 7);
        vm.prank(provider);
        escrow.withdraw(address(token), 7, stranger);
        assertEq(token.balanceOf(stranger), 7);
        _assertAccount(provider, STAKE - 7, 0);
    }

    function test_withdraw_reverts_whenMoreThanFree() public {
        vm.startPrank(provider);
        _expectPair(IProviderAccounts.InsufficientFunds.selector, STAKE, STAKE + 1);
        escrow.withdraw(address(token), STAKE + 1, provider);
        escrow.withdraw(address(token), STAKE, provider);
        _assertAccount(provider, 0, 0);
    }

    function test_withdraw_reverts_whenItBacksALiveClaim() public {
        _claim(_order());
        _expectPair(IProviderAccounts.InsufficientFunds.selector, STAKE - BOND, STAKE);
        vm.prank(provider);
        escrow.withdraw(address(token), STAKE, provider);
    }

    function test_withdraw_reverts_whenReceiverLosesIt() public {
        vm.startPrank(provider);
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidReceiver.selector, address(0)));
        escrow.withdraw(address(token), 1, address(0));
        vm.expectRevert(abi.encodeWithSelector(IOrderEscrow.InvalidReceiver.selector, escrow));
        escrow.withdraw(address(token), 1, address(escrow));
    }

    function testFuzz_bondOf_roundsUp(uint128 amount) public view {
        uint256 bond = escrow.bondOf(amount);
        assertGe(bond * 10_000, uint256(amount) * 100);
        if (bond > 0) assertLt((bond - 1) * 10_000, uint256(amount) * 100);
        assertEq(escrow.bondOf(type(uint128).max), (uint256(type(uint128).max) * 100 + 9_999) / 10_000);
    }

    function test_bondOf_succeeds_onBothSidesOfAWholeBond() public {
        assertEq(escrow.bondOf(0), 0);
        assertEq(escrow.bondOf(1), 1);
        assertEq(escrow.bondOf(100), 1);
        assertEq(escrow.bondOf(101), 2);
        address[] memory none = new address[](0);
        bytes memory terms = abi.encode(registry, none, none, 1, 0, feeReceiver, address(0));
        IEscrow other = IEscrow(deployCode("OrderEscrow.sol:OrderEscrow", terms));
        assertEq(other.bondOf(10_000), 1);
        assertEq(other.bondOf(10_001), 2);
    }

    function test_views_succeed_tellWhatWasFixed() public view {
        assertEq(escrow.registry(), address(registry));
        assertEq(escrow.feeReceiver(), feeReceiver);
        assertEq(escrow.guardian(), guardian);
        assertEq(escrow.bondBps(), BOND_BPS);
        assertEq(escrow.maxProtocolFeeBps(), MAX_PROTOCOL_FEE_BPS);
        (bool allowed, bool paused, uint128 cap) = escrow.tokenPolicyOf(address(token));
        assertTrue(allowed);
        assertFalse(paused);
        assertEq(cap, INSTANT_CAP);
        (allowed, paused, cap) = escrow.tokenPolicyOf(stranger);
        assertFalse(allowed || paused);
        assertEq(cap, 0);
        assertEq(uint8(escrow.stateOf("unknown").status), uint8(Status.None));
    }

    function test_constructor_reverts_whenArgumentsAreUnsafe() public {
        address[] memory tokens = new address[](1);
        uint128[] memory caps = new uint128[](1);
        tokens[0] = address(token);
        _refuse(abi.encode(address(0), tokens, caps, 100, 50, feeReceiver, guardian), _zero());
        _refuse(abi.encode(registry, tokens, caps, 100, 50, address(0), guardian), _zero());
        bytes memory reason = abi.encodeWithSelector(IOrderEscrow.LengthMismatch.selector, 1, 0);
        _refuse(abi.encode(registry, tokens, new uint128[](0), 100, 50, feeReceiver, guardian), reason);
        reason = abi.encodeWithSelector(IOrderEscrow.AmountOutOfRange.selector, 10_001, 10_000);
        _refuse(abi.encode(registry, tokens, caps, 10_001, 50, feeReceiver, guardian), reason);
        reason = abi.encodeWithSelector(IOrderEscrow.FeeTooHigh.selector, 1_001, 1_000);
        _refuse(abi.encode(registry, tokens, caps, 100, 1_001, feeReceiver, guardian), reason);
        tokens[0] = stranger;
        reason = abi.encodeWithSelector(IOrderEscrow.TokenNotAllowed.selector, stranger);
        _refuse(abi.encode(registry, tokens, caps, 100, 50, feeReceiver, guardian), reason);
    }

    function test_constructor_succeeds_atItsLimits() public {
        address[] memory none = new address[](0);
        bytes memory terms = abi.encode(registry, none, none, 10_000, 1_000, feeReceiver, address(0));
        IEscrow other = IEscrow(deployCode("OrderEscrow.sol:OrderEscrow", terms));
        assertEq(other.bondOf(type(uint128).max), type(uint128).max);
        assertEq(other.maxProtocolFeeBps(), 1_000);
    }

    function _zero() private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOrderEscrow.ZeroAddress.selector);
    }

    function _refuse(bytes memory terms, bytes memory reason) private {
        bytes memory code = bytes.concat(vm.getCode("OrderEscrow.sol:OrderEscrow"), terms);
        address deployed;
        bytes memory answer;
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
            answer := mload(0x40)
            mstore(answer, returndatasize())
            returndatacopy(add(answer, 32), 0, returndatasize())
            mstore(0x40, add(answer, and(add(returndatasize(), 63), not(31))))
        }
        assertEq(deployed, address(0));
        assertEq(answer, reason);
    }
}
