package org.tacet.accountant.event;

/**
 * What was done to private data, exactly enough to say what it costs. An event is a value without
 * rounding: accountants turn it into a loss, under a {@link NeighborRelation}. As a document (JSON)
 * it is written and read by {@link EventDocument}.
 */
public sealed interface PrivacyEvent
    permits NoOp,
        NonPrivate,
        EpsilonDelta,
        Gaussian,
        Laplace,
        DiscreteLaplace,
        DiscreteGaussian,
        RandomizedResponse,
        ExponentialMechanism,
        PermuteAndFlip,
        Zcdp,
        MixtureOfGaussians,
        PoissonSampled,
        SampledWithoutReplacement,
        TruncatedSubsampledGaussian,
        SelfComposed,
        Composed,
        SingleEpochTreeAggregation,
        RepeatAndSelect,
        TruncatedGeometricSelection,
        LaplaceThreshold,
        GaussianThreshold,
        Skellam {}
