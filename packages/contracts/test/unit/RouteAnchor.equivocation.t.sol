// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import "../utils/StakedTest.sol";
import {RouteAnchor} from "../../src/RouteAnchor.sol";
import {IRouteAnchor} from "../../src/interfaces/IRouteAnchor.sol";
import {Report} from "../../src/types/Report.sol";

/// @notice Proofs that one node key said two things.
contract RouteAnchorEquivocationTest is StakedTest {
    uint64 private constant EPOCH = 30_000_000;
    bytes32 private constant VIEWS = keccak256(""); // of nobody

    RouteAnchor private anchor;
    address private operator = makeAddr("operator");
    Vm.Wallet private node;

    function setUp() public override {
        super.setUp();
        anchor = new RouteAnchor(address(registry), address(escrow), address(token), 1, 1 days, 60);
        node = _join(operator);
    }

    function test_hashReport_succeeds_underTheEscrowsReportDomain() public view {
        bytes32 typeHash = keccak256(
            "Report(address provider,bytes32 corridor,uint40 epoch,uint128 rate,uint128 minPayout,uint128 maxPayout,uint8 liquidityBucket,uint16 loadBps,uint32 capacity,bool maintenance,bytes32 views)"
        );
        bytes32 structHash = keccak256(
            abi.encode(typeHash, operator, CORRIDOR, EPOCH, 1_500_00, 100_00, 5_000_000_00, 26, 2_500, 40, false, VIEWS)
        );
        bytes32 domain = _domain("Paynode Report", block.chainid, address(escrow));
        assertEq(anchor.hashReport(_report()), _digest(domain, structHash));
    }

    /// @dev The same report as the SDK's `hashReport` hashes it: 0x…0b0b01 on chain 8453, escrow 0x…0e5c.
    function test_hashReport_succeeds_likeTheSdk() public {
        vm.chainId(8453);
        RouteAnchor other = new RouteAnchor(address(registry), address(0xe5c), address(token), 1, 1 days, 60);
        Report memory report = _report();
        report.provider = address(0xb0b01);
        report.maintenance = true;
        assertEq(other.hashReport(report), 0x123b12b7849df0d2d14b69bbb98b9578529183ef66ce7bc8d75a3b348f2c3bef);
    }

    function test_proveReports_succeeds_evenAfterRevocation() public {
        (Report memory left, Report memory right) = (_report(), _report());
        right.rate += 1;
        _revoke(operator);
        (bytes32 first, bytes32 second) = (anchor.hashReport(left), anchor.hashReport(right));
        if (first > second) (first, second) = (second, first);
        bytes memory leftSignature = _signReport(left);
        bytes memory rightSignature = _signReport(right);
        vm.expectEmit(address(anchor));
        emit IRouteAnchor.Equivocation(operator, CORRIDOR, EPOCH, first, second);
        vm.prank(stranger);
        anchor.proveReports(left, leftSignature, right, rightSignature);
        vm.expectEmit(address(anchor)); // the same proof turned around says the same
        emit IRouteAnchor.Equivocation(operator, CORRIDOR, EPOCH, first, second);
        anchor.proveReports(right, rightSignature, left, leftSignature);
    }

    function test_proveReports_reverts_whenReportsAreTheSame() public {
        Report memory report = _report();
        bytes32 digest = anchor.hashReport(report);
        _refuseReports(report, report, abi.encodeWithSelector(IRouteAnchor.NoEquivocation.selector, digest, digest));
    }

    function test_proveReports_reverts_whenReportsAreNotOfOneKind() public {
        for (uint256 i; i < 3; ++i) {
            Report memory right = _report();
            if (i == 0) right.provider = stranger;
            if (i == 1) right.corridor = OTHER_CORRIDOR;
            if (i == 2) right.epoch += 1;
            bytes4 selector = IRouteAnchor.NoEquivocation.selector;
            bytes32 first = anchor.hashReport(_report());
            _refuseReports(_report(), right, abi.encodeWithSelector(selector, first, anchor.hashReport(right)));
        }
    }

    function test_proveReports_reverts_whenAnybodyElseSigned() public {
        (Report memory left, Report memory right) = (_report(), _report());
        right.rate += 1;
        bytes memory good = _signReport(left);
        bytes memory forged = _sign(1, anchor.hashReport(right));
        vm.expectRevert(abi.encodeWithSelector(IRouteAnchor.InvalidSigner.selector, vm.addr(1), node.addr));
        anchor.proveReports(left, good, right, forged);
        vm.expectRevert(abi.encodeWithSelector(IRouteAnchor.InvalidSigner.selector, vm.addr(1), node.addr));
        anchor.proveReports(right, forged, left, good);
        bytes memory twin = _twin(_signReport(right));
        vm.expectRevert(abi.encodeWithSelector(IRouteAnchor.InvalidSigner.selector, address(0), node.addr));
        anchor.proveReports(left, good, right, twin);
    }

    function test_proveReports_reverts_whenProviderIsUnknown() public {
        (Report memory left, Report memory right) = (_report(), _report());
        (left.provider, right.provider) = (stranger, stranger);
        right.rate += 1;
        vm.expectRevert(abi.encodeWithSelector(IRouteAnchor.InvalidSigner.selector, address(0), address(0)));
        anchor.proveReports(left, "", right, "");
    }

    function test_proveReports_reverts_whenSignedForAnotherChain() public {
        (Report memory left, Report memory right) = (_report(), _report());
        right.rate += 1;
        bytes memory leftSignature = _signReport(left);
        bytes memory rightSignature = _signReport(right);
        vm.chainId(block.chainid + 1);
        vm.expectPartialRevert(IRouteAnchor.InvalidSigner.selector);
        anchor.proveReports(left, leftSignature, right, rightSignature);
    }

    function testFuzz_proveVotes_succeeds_forAnyTwoDigests(bytes32 left, bytes32 right, uint64 epoch) public {
        (bytes32 first, bytes32 second) =
            (anchor.hashAnchor(CORRIDOR, epoch, left), anchor.hashAnchor(CORRIDOR, epoch, right));
        bytes memory leftVote = _sign(node.privateKey, first);
        bytes memory rightVote = _sign(node.privateKey, second);
        if (first > second) (first, second) = (second, first);
        if (left == right) {
            vm.expectRevert(abi.encodeWithSelector(IRouteAnchor.NoEquivocation.selector, first, second));
        } else {
            vm.expectEmit(address(anchor));
            emit IRouteAnchor.Equivocation(operator, CORRIDOR, epoch, first, second);
        }
        anchor.proveVotes(operator, CORRIDOR, epoch, left, leftVote, right, rightVote);
    }

    function test_proveVotes_reverts_whenOneVoteIsForAnotherEpoch() public {
        bytes memory vote = _sign(node.privateKey, anchor.hashAnchor(CORRIDOR, EPOCH, "a"));
        bytes memory other = _sign(node.privateKey, anchor.hashAnchor(CORRIDOR, EPOCH + 1, "b"));
        vm.expectPartialRevert(IRouteAnchor.InvalidSigner.selector);
        anchor.proveVotes(operator, CORRIDOR, EPOCH, "a", vote, "b", other);
    }

    function _report() private view returns (Report memory) {
        return Report({
            provider: operator,
            corridor: CORRIDOR,
            epoch: uint40(EPOCH),
            rate: 1_500_00,
            minPayout: 100_00,
            maxPayout: 5_000_000_00,
            liquidityBucket: 26,
            loadBps: 2_500,
            capacity: 40,
            maintenance: false,
            views: VIEWS
        });
    }

    function _signReport(Report memory report) private view returns (bytes memory) {
        return _sign(node.privateKey, anchor.hashReport(report));
    }

    function _refuseReports(Report memory left, Report memory right, bytes memory reason) private {
        bytes memory leftSignature = _signReport(left);
        bytes memory rightSignature = _signReport(right);
        vm.expectRevert(reason);
        anchor.proveReports(left, leftSignature, right, rightSignature);
    }
}
