// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IOrderEscrow} from "../../src/interfaces/IOrderEscrow.sol";
import {IProviderAccounts} from "../../src/interfaces/IProviderAccounts.sol";
import "../../src/types/Order.sol";
import {IdentityTest, Vm} from "../utils/IdentityTest.sol";

interface IEscrow is IOrderEscrow, IProviderAccounts {}

interface IToken {
    function mint(address to, uint256 amount) external;
    function approve(address spender, uint256 amount) external returns (bool);
    function balanceOf(address account) external view returns (uint256);
}

/// @notice An escrow that was talked into allowing tokens it should not, with a payer, a provider and one attester.
abstract contract AdversarialTest is IdentityTest {
    uint128 internal constant AMOUNT = 100e6;

    IEscrow internal escrow;
    address internal verifier;
    Vm.Wallet internal payer;
    uint256 internal attester = uint256(keccak256("attester"));
    address internal provider = makeAddr("provider");
    address internal refundTo = makeAddr("refundTo");
    address internal arbiter = makeAddr("arbiter");
    address internal integrator = makeAddr("integrator");
    address internal feeReceiver = makeAddr("feeReceiver");
    uint64 private _salt;

    function setUp() public virtual override {
        super.setUp();
        payer = vm.createWallet("payer");
        address[] memory attesters = new address[](1);
        attesters[0] = vm.addr(attester);
        verifier = deployCode("QuorumVerifier.sol:QuorumVerifier", abi.encode(attesters, uint256(1)));
        _join(provider);
    }

    /// @dev Proven payouts of any amount settle at once.
    function _allow(address[] memory tokens) internal {
        uint128[] memory caps = new uint128[](tokens.length);
        for (uint256 i; i < caps.length; ++i) {
            caps[i] = type(uint128).max;
        }
        bytes memory terms = abi.encode(registry, tokens, caps, uint16(100), uint16(100), feeReceiver, address(0));
        escrow = IEscrow(deployCode("OrderEscrow.sol:OrderEscrow", terms));
    }

    function _allow(address token) internal {
        address[] memory tokens = new address[](1);
        tokens[0] = token;
        _allow(tokens);
    }

    function _fund(address account, address token, uint256 amount) internal {
        IToken(token).mint(account, amount);
        vm.prank(account);
        IToken(token).approve(address(escrow), amount);
    }

    function _deposit(address account, address token, uint128 amount) internal {
        _fund(account, token, amount);
        vm.prank(account);
        escrow.deposit(token, amount);
    }

    function _order(address token, uint128 amount) internal returns (Order memory order) {
        order.settlement = SettlementTerms(token, integrator, 100, 50, verifier, 6 hours, amount, 150_000_00);
        order.routing =
            RoutingTerms(CORRIDOR, [address(0), address(0), address(0)], 0, uint40(block.timestamp + 1 days), 1 hours);
        order.parties = PartyTerms(
            payer.addr, refundTo, arbiter, uint40(block.timestamp + 3 days), keccak256("recipient"), ++_salt
        );
    }

    function _create(Order memory order) internal returns (bytes32 orderId) {
        _fund(payer.addr, order.settlement.token, order.settlement.amount);
        vm.prank(payer.addr);
        return escrow.create(order);
    }

    function _claim(Order memory order) internal {
        (, bytes32 partiesHash) = escrow.hashParts(order);
        vm.prank(provider);
        escrow.claim(order.settlement, order.routing, partiesHash, keccak256("route"));
    }

    function _submit(Order memory order) internal {
        (bytes32 detailsHash,) = escrow.hashParts(order);
        escrow.submit(order.settlement, detailsHash, uint40(block.timestamp), _prove(order));
    }

    function _prove(Order memory order) internal view returns (bytes memory) {
        PayoutAttestation[] memory items = new PayoutAttestation[](1);
        items[0] =
            PayoutAttestation(escrow.hashOrder(order), provider, order.settlement.payout, uint40(block.timestamp));
        bytes32 domain = IDomain(verifier).domainSeparator();
        return _sign(attester, _digest(domain, escrow.batchDigest(items)));
    }

    function _reclaim(Order memory order) internal {
        vm.warp(order.parties.reclaimAfter);
        escrow.reclaim(order);
    }

    /// @dev What the escrow owes to accounts and fee slots of everybody in these tests.
    function _owed(address token) internal view returns (uint256 sum) {
        address[7] memory all = [payer.addr, provider, refundTo, arbiter, integrator, feeReceiver, token];
        for (uint256 i; i < all.length; ++i) {
            (uint128 free, uint128 locked) = escrow.accountOf(all[i], token);
            sum += uint256(free) + locked;
        }
        (uint128 first, uint128 second) = escrow.feesOf(integrator, token);
        sum += uint256(first) + second;
    }

    function _assertStatus(Order memory order, Status expected) internal view {
        assertEq(uint8(escrow.stateOf(escrow.hashOrder(order)).status), uint8(expected), "status");
    }

    function _assertSolvent(address token, uint256 live) internal view {
        assertEq(IToken(token).balanceOf(address(escrow)), _owed(token) + live, "what it holds and what it owes");
    }
}

interface IDomain {
    function domainSeparator() external view returns (bytes32);
}
